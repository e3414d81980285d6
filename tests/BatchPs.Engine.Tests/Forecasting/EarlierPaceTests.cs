using BatchPs.Engine.Forecasting;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Forecasting;

public sealed class EarlierPaceTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    private static RunSummary Earlier { get; } = new()
    {
        RunId = "r", Name = "nightly", State = RunState.Completed, Operation = "Test", JournalPath = "/j", Total = 100, Processed = 100, InputBytes = 5000,
        ItemsPerSecond = 10, Duration = TimeSpan.FromSeconds(10),
    };

    [Fact]
    public void Of_ARunOfTheSameName_IsTakenBeforeANewerOne() =>
        Assert.Equal(new EarlierPace(10, 500), Pace(Earlier with { Name = "other", ItemsPerSecond = 99 }, Earlier));

    [Fact]
    public void Of_NoneOfTheSameName_IsTheNewest() =>
        Assert.Equal(new EarlierPace(99, 4950), Pace(Earlier with { Name = "other", ItemsPerSecond = 99 }, Earlier with { Name = null }));

    [Fact]
    public void Of_RunsThatSayNothing_IsNull() => Assert.Null(Pace(
        Earlier with { State = RunState.Stopped }, Earlier with { Processed = 0 }, Earlier with { Operation = "Srt" }, Earlier with { Duration = TimeSpan.FromSeconds(1.9) }));

    [Fact]
    public void Of_ARunThatARateHeld_IsPassedOverWhereThatRateIsNoMore() =>
        Assert.Equal(new EarlierPace(10, 500), Pace(Earlier with { ItemsPerSecond = 1, Configuration = new Dictionary<string, string> { ["max_rate"] = "1/s" } }, Earlier));

    [Fact]
    public void SecondsOf_BytesNotKnown_GoesByItems() => Assert.Equal(5, new EarlierPace(10, 500).SecondsOf(new WorkLeft(50, null)));

    [Fact]
    public void SecondsOf_BothKnown_IsTheirMiddle() => Assert.Equal(7.5, new EarlierPace(10, 500).SecondsOf(new WorkLeft(50, 5000)));

    private EarlierPace? Pace(params RunSummary[] runs)
    {
        _some.Inputs(1);
        BatchDefinition definition = _some.Engine(TestProcessor.Upper()).Define(_some.Request(request => request with { Name = "nightly" }), out _);
        return EarlierPace.Of(runs, definition);
    }
}
