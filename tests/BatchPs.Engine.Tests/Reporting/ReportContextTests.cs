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

    private RunSummary Run(string name, int files)
    {
        _some.Inputs(files);
        return _some.Run(_engine, request => request with { Name = name, Destination = _some.Folder[Guid.NewGuid().ToString("n")] }).Summary;
    }
}
