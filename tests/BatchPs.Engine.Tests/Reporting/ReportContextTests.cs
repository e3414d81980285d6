using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class ReportContextTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public ReportContextTests() => _engine = _some.Engine(TestProcessor.Upper());

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Of_TheSecondRunOfAName_HasTraceTrendAndWhatChanged()
    {
        RunSummary first = Run("nightly", 3);
        RunSummary other = Run("other", 4);
        RunSummary second = Run("nightly", 5);

        ReportContext context = ReportContext.Of(_engine, second, ReportFormat.Html);

        Assert.Equal(second.RunId, context.Summary!.RunId);
        Assert.Single(context.Trace!.Executions);
        Assert.Equal((first.RunId, second.RunId), (context.Comparison!.Before.RunId, context.Comparison.After.RunId));
        Assert.Equal([first.RunId, second.RunId], context.Trend.Select(run => run.RunId));
        Assert.NotEqual(other.RunId, context.Comparison.Before.RunId);
    }

    [Fact]
    public void Of_TheFirstRun_IsComparedWithNone()
    {
        ReportContext context = ReportContext.Of(_engine, Run("nightly", 2), ReportFormat.Html);

        Assert.Null(context.Comparison);
        Assert.Single(context.Trend);
    }

    [Fact]
    public void Of_ARunWhoseJournalIsGone_HasItsSummary()
    {
        Run("nightly", 2);
        RunSummary run = Run("nightly", 2);
        File.Delete(run.JournalPath);

        ReportContext context = ReportContext.Of(_engine, run, ReportFormat.Html);

        Assert.Equal((run, null, null), (context.Summary, context.Trace, context.Comparison));
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Ndjson)]
    public void Of_AFormatWithoutAPlaceForThem_LooksForNothing(ReportFormat format)
    {
        Run("nightly", 1);
        RunSummary run = Run("nightly", 1);
        ReportContext context = ReportContext.Of(_engine, run, format);

        Assert.Equal((run, null, null, 0), (context.Summary, context.Trace, context.Comparison, context.Trend.Count));
    }

    [Theory]
    [InlineData(ReportFormat.Html, "Compared with a chosen run")]
    [InlineData(ReportFormat.Text, "Compared with a chosen run")]
    public void Of_ABaselineThatWasChosen_IsComparedWithIt(ReportFormat format, string title)
    {
        RunSummary other = Run("other", 4);
        Run("nightly", 2);
        RunSummary run = Run("nightly", 5);

        ReportContext context = ReportContext.Of(_engine, run, format, ReportBaseline.Of(_engine, other.RunId, format));

        Assert.Equal((other.RunId, run.RunId, true), (context.Comparison!.Before.RunId, context.Comparison.After.RunId, context.IsBaselineChosen));
        Assert.Contains(title, Written(format, context), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReportFormat.Html)]
    [InlineData(ReportFormat.Text)]
    public void Of_NoBaseline_HasNoComparison(ReportFormat format)
    {
        Run("nightly", 2);
        RunSummary run = Run("nightly", 2);

        ReportContext context = ReportContext.Of(_engine, run, format, ReportBaseline.None);

        Assert.Null(context.Comparison);
        Assert.DoesNotContain("Since the run before", Written(format, context), StringComparison.Ordinal);
        Assert.Contains("Since the run before", Written(format, ReportContext.Of(_engine, run, format)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_TheRunItself_IsRefused()
    {
        RunSummary run = Run("nightly", 1);

        BatchException refused = Assert.Throws<BatchException>(() => ReportContext.Of(_engine, run, ReportFormat.Text, ReportBaseline.Of(_engine, run.RunId, ReportFormat.Text)));

        Assert.Equal(
            ("ComparedWithItself", $"The report is of run {run.RunId}, and so is the run it was to be compared with. Give another run's id."), (refused.Code, refused.Message));
    }

    [Fact]
    public void OfBaseline_WhoseJournalIsGone_IsRefused()
    {
        RunSummary run = Run("nightly", 1);
        File.Delete(run.JournalPath);

        Assert.Equal("JournalNotFound", Assert.Throws<BatchException>(() => ReportBaseline.Of(_engine, run.RunId, ReportFormat.Html)).Code);
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    [InlineData(ReportFormat.Ndjson)]
    public void OfBaseline_AFormatWithoutAPlaceForIt_IsRefused(ReportFormat format)
    {
        BatchException refused = Assert.Throws<BatchException>(() => ReportBaseline.Of(_engine, "2026", format));

        Assert.Equal(
            ("ComparisonNotOfFormat", "A report in html or text is compared with another run; this one, to be compared with '2026', is in another format."), (refused.Code, refused.Message));
    }

    private string Written(ReportFormat format, ReportContext context)
    {
        string path = _some.Folder[Guid.NewGuid().ToString("n")];
        using (var report = new ReportWriter(path, format))
        {
            report.Complete(context);
        }

        return File.ReadAllText(path);
    }

    private RunSummary Run(string name, int files)
    {
        _some.Inputs(files);
        return _some.Run(_engine, request => request with { Name = name, Destination = _some.Folder[Guid.NewGuid().ToString("n")] }).Summary;
    }
}
