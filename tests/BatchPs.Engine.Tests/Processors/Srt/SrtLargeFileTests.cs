using System.Globalization;
using System.Text;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Files of more than one part.</summary>
public sealed class SrtLargeFileTests
{
    private const int Count = 200;

    [Fact]
    public void Run_SortedFile_IsWrittenAsItStands()
    {
        var file = File(i => i);

        var item = Run(file);

        Assert.Equal((ItemStatus.Succeeded, 1, 0), (item.Outcome.Status, item.ScratchFiles, item.Diagnostics.Count));
        Assert.Equal(file, item.OutputText);
        Assert.Equal((Count, 0), (item.Metrics["segments"], item.Metrics["corrections"]));
    }

    [Fact]
    public void Run_CuesFarFromTheirPlace_AreSortedOverAllParts()
    {
        // The last cue comes first, and each tenth of the first half stands in the second half.
        var item = Run(File(i => i == Count - 1 ? -1 : i % 10 == 5 && i < Count / 2 ? i + (Count / 2) : i));

        var cues = StrictSrt.Parse(item.OutputText);
        Assert.Equal(Count, cues.Count);
        Assert.Equal(cues.OrderBy(cue => cue.Start), cues);
        Assert.Equal($"Text {Count - 1}", cues[0].Text);
        Assert.Equal(11, item.Metrics["corrections.S09"]);
        Assert.Equal(11, item.Diagnostics.Count(d => d.Rule == "S09"));
        Assert.Contains(item.Diagnostics, d => d is { Rule: "S09", Line: (Count - 1) * 4 + 1, Cue: Count });
    }

    [Fact]
    public void Run_Check_WritesNothing()
    {
        var item = Run(File(i => -i), ("Mode", "Check"));

        Assert.Equal((ItemStatus.Succeeded, false), (item.Outcome.Status, item.HasOutput));
        Assert.Equal(Count - 1, item.Diagnostics.Count(d => d is { Rule: "S09", Fixed: false }));
    }

    [Fact]
    public void Run_ScoreTooLow_Fails()
    {
        var item = Run(File(i => i).Replace("Text", string.Concat(Enumerable.Repeat("so many characters ", 10)), StringComparison.Ordinal), ("MinimumScore", "90"));

        Assert.Equal("ScoreTooLow", item.Outcome.Error?.Code);
        Assert.Equal(Count, item.Metrics["segments"]);
    }

    [Fact]
    public void Run_FileThatGrewSinceItWasListed_IsWorkedOnInParts()
    {
        var file = File(i => i);

        Assert.Equal(file, new MemoryItem(file) { Length = 10 }.Run(Worker()).OutputText);
    }

    [Fact]
    public void Run_OneEndlessLine_Fails() => Assert.Equal(
        "talk.srt:1:1: FileTooLarge: 'talk.srt' has no place from line 1 on where it can be divided for 2000 bytes; expected one, which is "
        + "an empty line, an index and a timing line like '00:00:01,000 --> 00:00:02,000'.",
        Run(new string('x', 3000)).Outcome.Error!.ToString());

    [Fact]
    public void Run_CuesThatAllOverlap_Fail()
    {
        var item = Run(string.Concat(Enumerable.Range(1, Count).Select(i => Cue(i, i * 1000, i * 1000 + 1500))));

        Assert.Equal(
            "talk.srt:1:1: FileTooLarge: 'talk.srt' has cues from line 1 on that leave no gap of 251 ms for 2000 bytes; expected one.",
            item.Outcome.Error!.ToString());
    }

    [Fact]
    public void Run_Progress_GoesFromTheStartToTheEnd()
    {
        var item = Run(File(i => i));

        Assert.All(item.Progress, p => Assert.InRange(p.Done, 0, p.Total));
        Assert.Equal(item.Progress.Select(p => p.Done).Order(), item.Progress.Select(p => p.Done));
        Assert.True(item.Progress.Count > 50);
    }

    [Fact]
    public void Run_CancelledOnTheWay_Stops()
    {
        using var source = new CancellationTokenSource();
        var item = new MemoryItem(File(i => i)) { Cancellation = source.Token, OnProgress = (done, total) => Stop(done > total / 2, source) };

        Assert.Throws<OperationCanceledException>(() => item.Run(Worker()));
    }

    [Fact]
    public void Run_NulBytesAllOver_FailAtTheFirst() => Assert.Equal(
        "talk.srt:7:5: BinaryFile: 'talk.srt' has 40 NUL bytes in 8619 bytes; expected subtitle text.",
        Run(File(i => i).Replace("Text 1\n", "Text\0\n", StringComparison.Ordinal) + new string('\0', 39)).Outcome.Error!.ToString());

    [Fact]
    public void Run_NoFallbackHasTheByte_FailsAtTheByte()
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(File(i => i)), (byte)'c', (byte)'a', 0x81, (byte)'f'];

        Assert.Equal(
            $"talk.srt:{Count * 4}:3: UndecodableFile: 'talk.srt' has byte 0x81; expected text in UTF-8, UTF-16 or windows-1252.",
            new MemoryItem(bytes).Run(Worker()).Outcome.Error!.ToString());
    }

    private static void Stop(bool now, CancellationTokenSource source)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    private static SrtWorker Worker(params (string Name, string Value)[] options) => new(
        SrtOptions.Parse(new Dictionary<string, string>(options.Select(o => KeyValuePair.Create(o.Name, o.Value))) { ["Report"] = "Diagnostics" }),
        new SrtLimits(Whole: 500, Part: 400, LargestPart: 2000, Piece: 100));

    private static MemoryItem Run(string file, params (string Name, string Value)[] options)
    {
        using var worker = Worker(options);
        return new MemoryItem(file).Run(worker);
    }

    /// <summary>Cues of 2 s, 1.5 s apart, each at a place of its own.</summary>
    private static string File(Func<int, int> place) =>
        string.Join('\n', Enumerable.Range(0, Count).Select(i => (i, Start: (place(i) + Count) * 3500L)).Select(cue => Cue(cue.i + 1, cue.Start, cue.Start + 2000).TrimEnd('\n') + "\n"));

    private static string Cue(int number, long start, long end) =>
        $"{number}\n{Time(start)} --> {Time(end)}\nText {number - 1}\n\n";

    private static string Time(long ms) => string.Create(
        CultureInfo.InvariantCulture, $"{ms / 3_600_000:00}:{ms / 60_000 % 60:00}:{ms / 1000 % 60:00},{ms % 1000:000}");
}
