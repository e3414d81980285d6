using BatchPs.Engine.Reporting;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class ReportPathTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/r/{id}.html", "/r/1.html")]
    [InlineData("/r/{name}/{id}.csv", "/r/nightly/1.csv")]
    [InlineData("/r/one.json", "/r/one.json")]
    public void For_ARun_HasItsIdAndName(string path, string file)
    {
        var place = ReportPath.Of(path, null, () => "json");

        Assert.Equal((file, path.Contains('{', StringComparison.Ordinal)), (place.For("1", () => "nightly"), place.IsForEachRun));
    }

    [Theory]
    [InlineData("../up", ".._up")]
    [InlineData("a/b\\c:d\n", "a_b_c_d_")]
    [InlineData("..", "_")]
    [InlineData("", "_")]
    [InlineData(null, "1")]
    public void For_AnOddName_StaysInTheDirectory(string? name, string file) =>
        Assert.Equal($"/r/{file}.csv", ReportPath.Of("/r/{name}.csv", null, () => "json").For("1", () => name));

    [Theory]
    [InlineData("html", ".html")]
    [InlineData("text", ".txt")]
    [InlineData(null, ".ndjson")]
    public void Of_ADirectory_HasAFileForEachRun(string? format, string extension)
    {
        var place = ReportPath.Of(_folder.Path, format, () => "ndjson");

        Assert.Equal((_folder["1" + extension], true), (place.For("1", () => null), place.IsForEachRun));
    }

    [Fact]
    public void Of_AnExtensionOfNoFormat_IsRefused() =>
        Assert.Equal("UnknownReportFormat", Assert.Throws<BatchException>(() => ReportPath.Of("/r/x.docx", null, () => "json")).Code);
}
