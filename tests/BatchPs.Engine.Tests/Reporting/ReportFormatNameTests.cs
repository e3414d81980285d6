using BatchPs.Engine.Reporting;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class ReportFormatNameTests
{
    [Theory]
    [InlineData(null, "r.json", ReportFormat.Json)]
    [InlineData(null, "/x.json/r.CSV", ReportFormat.Csv)]
    [InlineData("csv", "r.json", ReportFormat.Csv)]
    [InlineData("Json", "r", ReportFormat.Json)]
    [InlineData(null, "r.ndjson", ReportFormat.Ndjson)]
    [InlineData(null, "r.jsonl", ReportFormat.Ndjson)]
    [InlineData(null, "r.html", ReportFormat.Html)]
    [InlineData(null, "r.HTM", ReportFormat.Html)]
    [InlineData("html", "r.json", ReportFormat.Html)]
    [InlineData(null, "r.txt", ReportFormat.Text)]
    [InlineData("text", "r", ReportFormat.Text)]
    [InlineData("ndjson", "r.json", ReportFormat.Ndjson)]
    public void Of_KnownName_IsTheFormat(string? name, string path, ReportFormat format) =>
        Assert.Equal(format, ReportFormatName.Of(name, path));

    [Theory]
    [InlineData("xml", "r.json", "Report format 'xml' is not known; it is json, csv, ndjson, html or text.")]
    [InlineData("txt", "r.json", "Report format 'txt' is not known; it is json, csv, ndjson, html or text.")]
    [InlineData(null, "r.xml", "Report 'r.xml' ends in '.xml'; it ends in .json, .csv, .ndjson, .jsonl, .html, .htm or .txt, or its format is given.")]
    [InlineData(null, "r", "Report 'r' has no extension; it ends in .json, .csv, .ndjson, .jsonl, .html, .htm or .txt, or its format is given.")]
    public void Of_UnknownName_IsRefused(string? name, string path, string message)
    {
        var error = Assert.Throws<BatchException>(() => ReportFormatName.Of(name, path));

        Assert.Equal(("UnknownReportFormat", message), (error.Code, error.Message));
    }
}
