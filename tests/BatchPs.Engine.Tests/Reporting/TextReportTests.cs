using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class TextReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Complete_ARun_TellsAllInPlainText()
    {
        var run = SomeReport.Summary() with { Name = "nightly", Duration = TimeSpan.FromSeconds(75), Configuration = new Dictionary<string, string> { ["max_retries"] = "7", ["durability"] = "Barrier" } };

        Assert.Equal(
            """
            nightly: Stopped at its failure limit
            =====================================
            Id            20260304-050607-abcdef
            Operation     Srt
            From          /in
            To            /out
            Tags          a, b c
            Started       4 March 2026, 05:06:07 UTC
            Time          1 min 15 s, in 2 executions
            Ended by      TooManyFailures: Stopped after 2 failures; at most 1 was allowed.
            The input had not ended when the run did: there may be items that were never read.
            This report has 2 of 21 items of the run: the failures and the slowest are of these alone, all
            else is of the whole run.

            Items
            -----
            Total                     21
            Succeeded                  1     4.8 %
            Failed                     2     9.5 %
            Interrupted                6    28.6 %
            Skipped                    3    14.3 %
            Unchanged                  4      19 %
            Not run                    5    23.8 %
            Rate          0.3 items/s
            Read          8.4 GB
            Written       10 B
            Peak memory   11 B

            Failures
            --------
            NoTimingLine: 1
              a.srt:3:7
                  No timing line.

            Slowest of these
            ----------------
                   1.5 s  dir/0.srt
                   1.5 s  dir/1\x1b.srt

            Measured
            --------
            segments 12 cues, score 0.1 points
            score: 1 at 0 to 0.1, 20 at 0.2 to 0.3
            worst score: 0.05 =é, "x".srt, 0.29 b.srt

            Settings that are not the default
            ---------------------------------
            max_retries                   7

            """.ReplaceLineEndings("\n"),
            Write(new ReportContext { Summary = run, Zone = TimeZoneInfo.Utc }, SomeReport.Result(0, ItemStatus.Failed), SomeReport.Result(1, ItemStatus.Succeeded, "dir/1\u001b.srt")));
    }

    [Fact]
    public void Complete_ManyFailures_ShowsTheFirstOfEachCode()
    {
        var text = Write(new ReportContext(), [.. Enumerable.Range(0, 9).Select(at => SomeReport.Result(at, ItemStatus.Failed))]);

        Assert.Contains("NoTimingLine: 9\n  a.srt:3:7\n", text, StringComparison.Ordinal);
        Assert.Contains("\n  and 4 more\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Complete_ALongMessage_IsWrapped()
    {
        var long_ = string.Join(' ', Enumerable.Repeat("word", 60));
        var text = Write(new ReportContext(), SomeReport.Result(0, ItemStatus.Failed) with { Error = new ItemError("Long", ErrorCategory.Io, long_) });

        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 100));
        Assert.Equal(60, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Count(word => word == "word"));
    }

    [Fact]
    public void Complete_AllItemsOfARun_SaysNothingOfAPart()
    {
        var run = SomeReport.Summary() with { Total = 1, Succeeded = 0, Failed = 1, Skipped = 0, Unchanged = 0, NotRun = 0, Interrupted = 0 };
        var text = Write(new ReportContext { Summary = run }, SomeReport.Result(0, ItemStatus.Failed));

        Assert.DoesNotContain("This report has", text, StringComparison.Ordinal);
        Assert.Contains("\nSlowest\n", text, StringComparison.Ordinal);
    }

    private string Write(ReportContext context, params BatchResult[] results)
    {
        using (var writer = new ReportWriter(_folder["r.txt"], ReportFormat.Text))
        {
            foreach (var result in results)
            {
                writer.Add(result);
            }

            writer.Complete(context);
        }

        return File.ReadAllText(_folder["r.txt"]);
    }
}
