using BatchPs.Engine.Results;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class PreviousRunTests : IDisposable
{
    private readonly Some _some = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly BatchEngine _engine;

    public PreviousRunTests()
    {
        _some.Inputs(1);
        _engine = _some.Engine(TestProcessor.Upper(), _time);
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void PreviousOf_ARunWithAName_IsTheNewestEarlierOneOfTheName()
    {
        RunSummary first = Run("Nightly"), other = Run("other"), nameless = Run(null), second = Run("nightly");
        Run("nightly");

        Assert.Equal(first.RunId, _engine.PreviousOf(second)?.RunId);
        Assert.Null(_engine.PreviousOf(first));
        Assert.Null(_engine.PreviousOf(other));
        BatchException none = Assert.Throws<BatchException>(() => _engine.Runs.RequirePreviousOf(first));
        Assert.Equal(
            ("NoPreviousRun", $"No run with the name 'Nightly' ended before {first.RunId}, so there is nothing to compare it with. Give the other run's id."), (none.Code, none.Message));
        Assert.Equal(other.RunId, _engine.PreviousOf(nameless)?.RunId);
    }

    [Fact]
    public void PreviousOf_ARunWithoutAName_HasItsOperationRootAndDestination()
    {
        RunSummary first = Run(null);
        Run(null, Path.Combine(_some.Folder.Path, "elsewhere"));

        Assert.Equal(first.RunId, _engine.PreviousOf(Run(null))?.RunId);
    }

    [Fact]
    public void Trend_ManyRuns_GivesTheNewestEarlierOnesTheOldestFirst()
    {
        RunSummary[] runs = [.. Enumerable.Range(0, 5).Select(_ => Run("nightly"))];

        Assert.Equal(runs[1..4].Select(run => run.RunId), _engine.Runs.Trend(runs[4], 3).Select(run => run.RunId));
        Assert.Empty(_engine.Runs.Trend(runs[0], 3));
    }

    private RunSummary Run(string? name, string? destination = null)
    {
        RunSummary run = _some.Run(_engine, request => request with { Name = name, Destination = destination ?? request.Destination }).Summary;
        _time.Advance(TimeSpan.FromSeconds(1));
        return run;
    }
}
