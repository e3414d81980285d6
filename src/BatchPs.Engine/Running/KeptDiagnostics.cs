using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>The diagnostics of one item that its result keeps: a few, the gravest before the others, in the order of their lines.</summary>
internal sealed class KeptDiagnostics
{
    /// <summary>Diagnostics a result keeps.</summary>
    internal const int Most = 20;

    private readonly List<ItemDiagnostic> _kept = [];

    /// <summary>Takes a diagnostic; what was put right and is only information is counted by the operation, not kept.</summary>
    internal void Add(ItemDiagnostic diagnostic)
    {
        if (diagnostic is { Fixed: true, Severity: DiagnosticSeverity.Information })
        {
            return;
        }

        if (_kept.Count == Most)
        {
            int lesser = _kept.FindLastIndex(kept => kept.Severity < diagnostic.Severity);
            if (lesser < 0)
            {
                return;
            }

            _kept.RemoveAt(lesser);
        }

        _kept.Add(diagnostic);
    }

    /// <summary>What was kept, for a result.</summary>
    internal IReadOnlyList<ItemDiagnostic> ToResult() => [.. _kept.OrderBy(kept => kept.Line).ThenBy(kept => kept.Column)];
}
