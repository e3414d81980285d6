using BatchPs.Cli.Display;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Cli.Tests.Display;

public sealed class ProgressFrameTests
{
    private static readonly FrameSize Wide = new(132, 40);

    private static readonly ProgressSnapshot InTheMiddle = new()
    {
        Total = 156, Finished = 47, Succeeded = 46, Failed = 1, ItemsPerSecond = 12.34, BytesPerSecond = 3.4 * (1 << 20), WorkPercent = 34.2,
        Remaining = new TimeSpan(0, 8, 42), RemainingLow = new TimeSpan(0, 7, 50), RemainingHigh = new TimeSpan(0, 9, 40),
        MemoryBytes = (long)(23.4 * (1 << 20)), PeakMemoryBytes = 30 << 20, CpuCores = 1.8, CpuPercent = 45,
        Current = [new CurrentItem("lecture_bhagavad_gita_ch2.srt", 89, 127)],
        Metrics = new Dictionary<string, double> { ["corrections"] = 1247, ["segmentsPerSecond"] = 512 },
    };

    [Fact]
    public void Lines_InTheMiddleOfARun_HaveTheAgreedForm() => Assert.Equal(
        [
            "Processing batch: 47/156 files (30.1 %)",
            "[##########--------------------] 34.2 % of the work | 3.4 MB/s | 512.0 segments/s | peak memory 30.0 MB | CPU 45 % (1.8 cores)",
            "Current: lecture_bhagavad_gita_ch2.srt    segments 89/127 (70.1 %)",
            "Completed 46, failed 1 | corrections 1,247 | 12.3 files/s | memory 23.4 MB | ETA 8 m 42 s (7 m 50 s to 9 m 40 s)",
            "Press Ctrl+C to stop gracefully",
        ],
        ProgressFrame.Lines(InTheMiddle, new SrtProcessor().Info, ended: false, Wide));

    [Fact]
    public void Lines_Paused_SayWhyInThePlaceOfTheRate()
    {
        IReadOnlyList<string> lines = ProgressFrame.Lines(InTheMiddle with { Pause = "disk full", Remaining = null }, new SrtProcessor().Info, ended: false, Wide);

        Assert.Equal("[##########--------------------] 34.2 % of the work | peak memory 30.0 MB | CPU 45 % (1.8 cores)", lines[1]);
        Assert.Equal("Completed 46, failed 1 | corrections 1,247 | paused: disk full | memory 23.4 MB", lines[3]);
    }

    [Fact]
    public void Lines_AtTheEnd_InviteNoStop() => Assert.Equal(
        [
            "Processing batch: 156/156 files (100.0 %)",
            "[##############################] 100.0 % of the work | 3.4 MB/s | 512.0 segments/s | peak memory 30.0 MB | CPU 45 % (1.8 cores)",
            "Completed 155, failed 1 | corrections 1,247 | 12.3 files/s | memory 23.4 MB | ETA 0 s",
        ],
        ProgressFrame.Lines(
            InTheMiddle with { Finished = 156, WorkPercent = 100, Current = [], Remaining = default(TimeSpan), RemainingLow = default(TimeSpan), RemainingHigh = default(TimeSpan) },
            new SrtProcessor().Info, ended: true, Wide));

    [Fact]
    public void Lines_AnotherProcessorAndNoTotal_NameNoSubtitles() => Assert.Equal(
        [
            "Processing batch: 47 files",
            "3.4 MB/s | peak memory 30.0 MB | CPU 45 % (1.8 cores)",
            @"Current: a\x1b.txt    parts 1/2 (50.0 %)",
            "Completed 46, failed 1 | 12.3 files/s | memory 23.4 MB",
            "Press Ctrl+C to stop gracefully",
        ],
        ProgressFrame.Lines(
            InTheMiddle with { Total = null, WorkPercent = null, Remaining = null, Current = [new CurrentItem("a\u001b.txt", 1, 2)], Metrics = new Dictionary<string, double>() },
            new ProcessorInfo("Other", "1", "", [], [], []),
            ended: false, Wide));

    [Fact]
    public void Lines_SeveralWorkers_HaveALineEach() => Assert.Equal(
        ["Current: a.bin    25.0 % of 2,048.0 MB", "Current: b.bin"],
        ProgressFrame.Lines(
            InTheMiddle with { Current = [new CurrentItem("a.bin", 0, 0) { Bytes = 2L << 30, BytesRead = 512L << 20 }, new CurrentItem("b.bin", 0, 0)] },
            new SrtProcessor().Info, ended: false, Wide).Where(line => line.StartsWith("Current", StringComparison.Ordinal)));

    [Fact]
    public void Lines_NarrowTerminal_AreBrokenBetweenNumbersAndCutInNames()
    {
        IReadOnlyList<string> lines = ProgressFrame.Lines(
            InTheMiddle with { Current = [new CurrentItem("a/very/long/path/of/directories/日本語/lecture_01.srt", 89, 127)] }, new SrtProcessor().Info, ended: false, new FrameSize(60, 40));

        Assert.Equal(
            [
                "Processing batch: 47/156 files (30.1 %)",
                "[######--------------] 34.2 % of the work | 3.4 MB/s",
                "512.0 segments/s | peak memory 30.0 MB",
                "CPU 45 % (1.8 cores)",
                "Current: …/日本語/lecture_01.srt    segments 89/127 (70.1 %)",
                "Completed 46, failed 1 | corrections 1,247 | 12.3 files/s",
                "memory 23.4 MB | ETA 8 m 42 s (7 m 50 s to 9 m 40 s)",
                "Press Ctrl+C to stop gracefully",
            ],
            lines);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(10)]
    [InlineData(6)]
    public void Lines_ShortTerminal_LeaveItsLastRowFree(int height)
    {
        CurrentItem[] many = [.. Enumerable.Range(1, 64).Select(number => new CurrentItem($"{number}.srt", 0, 0) { Worker = number })];

        IReadOnlyList<string> lines = ProgressFrame.Lines(InTheMiddle with { Current = many }, new SrtProcessor().Info, ended: false, new FrameSize(132, height));

        Assert.InRange(lines.Count, 3, height - 1);
        Assert.Equal("Processing batch: 47/156 files (30.1 %)", lines[0]);
        Assert.Contains("Current: 1.srt", lines);
    }

    [Theory]
    [InlineData(132, 5, "Processing batch;[#########;Completed 46;Press Ctrl+C")]
    [InlineData(132, 4, "Processing batch;[#########;Completed 46")]
    [InlineData(40, 7, "Processing batch;[###;3.4 MB/s | 512.0 segments/s;Completed 46, failed 1;corrections 1,247 | 12.3;ETA 8 m")]
    [InlineData(40, 5, "Processing batch;[###;Completed 46, failed 1 | 12.3 files/s;ETA 8 m 42 s")]
    [InlineData(132, 1, "Processing batch;[###;12.3 files/s | ETA 8 m")]
    public void Lines_TooShortForAll_KeepHeadAndBarAndLeaveOutTheFilesFirst(int width, int height, string beginnings)
    {
        IReadOnlyList<string> lines = ProgressFrame.Lines(InTheMiddle, new SrtProcessor().Info, ended: false, new FrameSize(width, height));

        string[] expected = beginnings.Split(';');
        Assert.Equal(expected, lines.Select((line, at) => at < expected.Length ? line[..Math.Min(line.Length, expected[at].Length)] : line));
    }

    [Fact]
    public void Lines_MoreWorkersThanLines_SayHowMany() => Assert.Contains(
        "Current: 57 more",
        ProgressFrame.Lines(
            InTheMiddle with { Current = [.. Enumerable.Range(1, 64).Select(number => new CurrentItem($"{number}.srt", 0, 0))] }, new SrtProcessor().Info, ended: false, Wide));
}
