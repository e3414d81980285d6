using BatchPs.Cli.Display;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Cli.Tests.Display;

public sealed class ProgressFrameTests
{
    private static readonly ProgressSnapshot InTheMiddle = new()
    {
        Total = 156, Finished = 47, Succeeded = 46, Failed = 1, ItemsPerSecond = 12.34, Remaining = new TimeSpan(0, 8, 42),
        MemoryBytes = (long)(23.4 * (1 << 20)), Current = [new CurrentItem("lecture_bhagavad_gita_ch2.srt", 89, 127)],
        Metrics = new Dictionary<string, double> { ["corrections"] = 1247 },
    };

    [Fact]
    public void Lines_InTheMiddleOfARun_HaveTheAgreedForm() => Assert.Equal(
        [
            "Processing batch: 47/156 files (30.1 %)",
            "Current: lecture_bhagavad_gita_ch2.srt    segments 89/127 (70.1 %)",
            "Completed 46, failed 1 | corrections 1,247 | 12.3 files/s | memory 23.4 MB | ETA 8 m 42 s",
            "Press Ctrl+C to stop gracefully",
        ],
        ProgressFrame.Lines(InTheMiddle, new SrtProcessor().Info, ended: false));

    [Fact]
    public void Lines_Paused_SayWhyInThePlaceOfTheRate() => Assert.Equal(
        "Completed 46, failed 1 | corrections 1,247 | paused: disk full | memory 23.4 MB",
        ProgressFrame.Lines(InTheMiddle with { Pause = "disk full", Remaining = null }, new SrtProcessor().Info, ended: false)[2]);

    [Fact]
    public void Lines_AtTheEnd_InviteNoStop() => Assert.Equal(
        [
            "Processing batch: 156/156 files (100.0 %)",
            "Completed 155, failed 1 | corrections 1,247 | 12.3 files/s | memory 23.4 MB | ETA 0 s",
        ],
        ProgressFrame.Lines(InTheMiddle with { Finished = 156, Current = [], Remaining = TimeSpan.Zero }, new SrtProcessor().Info, ended: true));

    [Fact]
    public void Lines_AnotherProcessorAndNoTotal_NameNoSubtitles() => Assert.Equal(
        [
            "Processing batch: 47 files",
            @"Current: a\x1b.txt    parts 1/2 (50.0 %)",
            "Completed 46, failed 1 | 12.3 files/s | memory 23.4 MB",
            "Press Ctrl+C to stop gracefully",
        ],
        ProgressFrame.Lines(
            InTheMiddle with { Total = null, Remaining = null, Current = [new CurrentItem("a\u001b.txt", 1, 2)] },
            new ProcessorInfo("Other", "1", "", [], [], []),
            ended: false));
}
