using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Journal;

public sealed class ResultRecordTests
{
    [Fact]
    public void Read_WhatWasWritten_GivesTheResultBack()
    {
        var places = new RunPlaces("run-1", Path.GetFullPath("/in"), Path.GetFullPath("/out"), Path.GetFullPath("/run.journal.diagnostics"));
        var result = new BatchResult
        {
            RunId = "run-1",
            Index = 12,
            Name = "deep/é [1].srt",
            Path = Path.GetFullPath("/in/deep/é [1].srt"),
            OutputPath = Path.GetFullPath("/out/deep/é [1] (2).srt"),
            Status = ItemStatus.Failed,
            Reason = "InputChanged",
            Error = new ItemError("NoTimingLine", ErrorCategory.Format, "It has \"none\".", "/in/deep/é [1].srt", 3, 4),
            Retried = [new ItemError("IoError", ErrorCategory.Io, "Gone.")],
            Attempts = 2,
            Duration = TimeSpan.FromMilliseconds(12.345),
            FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123),
            InputBytes = 4096,
            OutputBytes = 4000,
            Metrics = new SortedDictionary<string, double> { ["corrections"] = 3, ["scoreAfter"] = 99.5 },
            Facts = new SortedDictionary<string, string> { ["encoding"] = "windows-1252", ["encodingFoundBy"] = "fallback" },
            Diagnostics = [new ItemDiagnostic("E03", DiagnosticSeverity.Error, 9, 2, 3, true, "A byte."), new ItemDiagnostic("S04", DiagnosticSeverity.Information, 10, 1, 4, false, "A time.") { Before = "1.5", After = "" }],
            Output = ["text", 5, 2.5, true, null],
        };
        var stamps = new ResultStamps
        {
            Input = new FileStamp(4096, 638_000_000_000_000_123),
            InputHash = "aa",
            Output = new FileStamp(4000, 638_000_000_000_000_456),
            OutputHash = "bb",
            Operation = "cc",
        };
        var line = new ByteBuffer();
        JournalLine.Frame(line, 7, ResultRecord.Write(result, stamps, "deep/é [1] (2).srt"));

        Assert.True(JournalLine.TryParse(line.Written[..^1], 0, out JournalLine record));
        BatchResult read = ResultRecord.Read(record, places, out ResultStamps readStamps);

        BatchResult brief = ResultRecord.ReadBrief(record, places, out ResultStamps briefStamps);

        Assert.Equal((7, 'r'), (record.Sequence, record.Type));
        Assert.Equal((stamps, stamps), (readStamps, briefStamps));
        Assert.Equal(
            (read.Index, read.Name, read.Path, read.OutputPath, read.Status, read.Reason),
            (brief.Index, brief.Name, brief.Path, brief.OutputPath, brief.Status, brief.Reason));
        Assert.Equal(result.Metrics, read.Metrics);
        Assert.Equal(result.Facts, read.Facts);
        Assert.Equal(result.Diagnostics, read.Diagnostics);
        Assert.Equal(result.Retried, read.Retried);
        Assert.Equal(result.Output, read.Output);
        Assert.Equal(
            result with { Metrics = read.Metrics, Facts = read.Facts, Diagnostics = read.Diagnostics, Retried = read.Retried, Output = read.Output },
            read);
    }
}
