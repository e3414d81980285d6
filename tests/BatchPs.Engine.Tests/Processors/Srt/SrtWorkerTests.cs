using System.Globalization;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class SrtWorkerTests
{
    private const string Cue = "1\n00:00:01,000 --> 00:00:03,000\nHello\n";

    [Fact]
    public void Info_NamesWhatIsSet()
    {
        var info = new SrtProcessor().Info;

        Assert.Equal("Srt", info.Name);
        Assert.Equal([".srt"], info.Extensions);
        Assert.Equal(["Encoding", "FallbackEncoding", "FillerWords", "Glossary", "KeepBom", "Language", "MinimumScore", "Mode", "Newline", "Profile", "Report", "Rules"], info.Options.Select(o => o.Name));
        Assert.Subset(
            info.Metrics.Select(m => m.Name).ToHashSet(),
            MemoryItem.Run("\uFEFF1 \n00:00:01.000 --> 00:00:03,000\n a\u0001").Metrics.Keys.ToHashSet());
    }

    [Fact]
    public void Run_OddFile_SetsMetricsAndReportsInOrder()
    {
        var item = MemoryItem.Run("1\r\n00:00:01.000 --> 00:00:03,000\r\nHel\u200Blo  there \r\n\r\n\r\n2\r\n00:00:04,000 --> 00:00:06,000\r\nBye");

        Assert.Equal(
            new Dictionary<string, double>
            {
                ["segments"] = 2, ["corrections"] = 5, ["corrections.S02"] = 1, ["corrections.S04"] = 1, ["corrections.S05"] = 1,
                ["corrections.S06"] = 1, ["corrections.S07"] = 1, ["scoreBefore"] = 100, ["scoreAfter"] = 100, ["lossBefore"] = 0, ["lossAfter"] = 0,
                ["diagnostics"] = 5,
            },
            item.Metrics);
        Assert.Equal(
            [
                "S04 2:9 cue 1: Timing line '00:00:01.000 --> 00:00:03,000' became '00:00:01,000 --> 00:00:03,000'.",
                "S07 3:4 cue 1: An invisible character was deleted.",
                "S06 3:8 cue 1: Spaces and tabs were trimmed or became one space.",
                "S05 5:1 cue 2: 2 blank lines before this cue became one.",
                "S02 8:4 cue 2: The last line had no newline; one was added.",
            ],
            item.Diagnostics.Select(d => string.Create(CultureInfo.InvariantCulture, $"{d.Rule} {d.Line}:{d.Column} cue {d.Cue}: {d.Message}")));
        Assert.Equal("1\r\n00:00:01,000 --> 00:00:03,000\r\nHello there\r\n\r\n2\r\n00:00:04,000 --> 00:00:06,000\r\nBye\r\n", item.OutputText);
    }

    [Fact]
    public void Run_ManyCues_SaysHowFarItIs()
    {
        var file = string.Join('\n', Enumerable.Range(1, 150).Select(i => $"{i}\n00:00:{i / 3:00},{i % 3 * 300:000} --> 00:00:{i / 3:00},{i % 3 * 300 + 200:000}\nHi\n"));

        Assert.Equal([(64L, 150L), (128, 150), (150, 150)], MemoryItem.Run(file).Progress);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\u00A0\n\u200B")]
    [InlineData("\uFEFF")]
    [InlineData("1\n00:00:01,000 --> 00:00:03,000\n\n2\n00:00:04,000 --> 00:00:06,000\n<i></i>\n")]
    public void Run_NothingVisible_IsSkipped(string input)
    {
        var item = MemoryItem.Run(input);

        Assert.Equal((ItemStatus.Skipped, "Empty", false), (item.Outcome.Status, item.Outcome.Reason, item.HasOutput));
    }

    [Theory]
    [InlineData("\n<!DOCTYPE html>\n<html><p>10:30 --> 11:00 talk</p></html>\n", 2)]
    [InlineData("{25}{75}Hello\n{100}{150}there\n", 1)]
    public void Run_NoTimingLine_FailsWithItsPlace(string input, int line) => Assert.Equal(
        $"talk.srt:{line}:1: NoTimingLine: 'talk.srt' has no timing line that can be read; expected one like '00:00:01,000 --> 00:00:02,000'.",
        MemoryItem.Run(input).Outcome.Error!.ToString());

    [Fact]
    public void Run_NothingToRecover_FailsWithItsPlace() => Assert.Equal(
        "talk.srt:2:1: NoTimingLine: 'talk.srt' has no cue that can be recovered; expected one with times and text.",
        MemoryItem.Run("1\n00:00:01,000 --> 00:0").Outcome.Error!.ToString());

    [Fact]
    public void Run_LineOfWhichNothingIsLeftBetweenCrAndLf_StaysALine()
    {
        var item = MemoryItem.Run("1\n00:00:01,000 --> 00:00:03,000\nHello\r\u200B\n2\n00:00:04,000 --> 00:00:06,000\n there\n");

        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:04,000 --> 00:00:06,000\nthere\n", item.OutputText);
        Assert.Equal([("S02", 3L), ("S07", 4L), ("S06", 7L)], item.Diagnostics.Select(d => (d.Rule, d.Line)));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        var item = new MemoryItem(Cue) { Cancellation = new CancellationToken(true) };

        Assert.Throws<OperationCanceledException>(() => item.Run());
    }

    [Fact]
    public void Run_OneWorkerManyItems_ForgetsEachItem()
    {
        using var worker = new SrtProcessor().Open(new Dictionary<string, string>()).CreateWorker();
        var odd = new MemoryItem("\uFEFF5\n00:00:01.000 --> 00:00:03,000\n<i>a\u200B  b\n\n\nc").Run(worker);
        new MemoryItem([0, 0, 0, 0]).Run(worker);
        var clean = new MemoryItem(Cue).Run(worker);
        var again = new MemoryItem("\uFEFF5\n00:00:01.000 --> 00:00:03,000\n<i>a\u200B  b\n\n\nc").Run(worker);

        Assert.Equal((Cue, 0), (clean.OutputText, clean.Diagnostics.Count));
        Assert.Equal(odd.OutputText, again.OutputText);
        Assert.Equal(odd.Diagnostics, again.Diagnostics);
    }
}
