using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class KeptDiagnosticsTests
{
    private readonly KeptDiagnostics _kept = new();

    [Fact]
    public void Add_FixedInformation_IsNotKept()
    {
        _kept.Add(Of(DiagnosticSeverity.Information, line: 1, isFixed: true));
        _kept.Add(Of(DiagnosticSeverity.Information, line: 2, isFixed: false));
        _kept.Add(Of(DiagnosticSeverity.Error, line: 3, isFixed: true));

        Assert.Equal([2L, 3L], _kept.ToResult().Select(kept => kept.Line));
    }

    [Fact]
    public void Add_MoreThanAreKept_DropsTheLastOfALesserSeverity()
    {
        for (int line = 1; line <= KeptDiagnostics.Most; line++)
        {
            _kept.Add(Of(line == 7 ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information, line, isFixed: false));
        }

        _kept.Add(Of(DiagnosticSeverity.Information, line: 100, isFixed: false));
        _kept.Add(Of(DiagnosticSeverity.Error, line: 5, isFixed: true));

        IReadOnlyList<ItemDiagnostic> result = _kept.ToResult();
        Assert.Equal(KeptDiagnostics.Most, result.Count);
        Assert.Equal([1L, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19], result.Select(kept => kept.Line));
        Assert.Contains(result, kept => kept.Severity == DiagnosticSeverity.Error);
    }

    private static ItemDiagnostic Of(DiagnosticSeverity severity, long line, bool isFixed) =>
        new("T01", severity, line, 1, 0, isFixed, "Something.");
}
