using System.Diagnostics;
using System.Xml.Linq;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

/// <summary>A CSV report in a spreadsheet: LibreOffice's, which is asked for what it made of each cell.</summary>
public sealed class SpreadsheetTests : IDisposable
{
    private const string Office = "/usr/bin/soffice";
    private static readonly XNamespace Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    private static readonly XNamespace Text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

    private static readonly string[] Names =
    [
        "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "=HYPERLINK(\"http://localhost/\",\"x\")", "a,b;c", "quote\"d", "two\nlines", "ünï 日本語 😀", "'=1", "plain.srt",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Csv_OfNastyNames_OpensWithoutAFormula()
    {
        Assert.SkipUnless(File.Exists(Office), $"There is no LibreOffice at {Office} to open a report with.");
        using (var report = new ReportWriter(_folder["r.csv"], ReportFormat.Csv))
        {
            for (var at = 0; at < Names.Length; at++)
            {
                report.Add(SomeReport.Result(at, ItemStatus.Succeeded, Names[at]) with { Reason = Names[at], Facts = new Dictionary<string, string> { ["=fact" + at] = Names[at] }, Metrics = new Dictionary<string, double> { ["-metric"] = -at } });
            }

            report.Complete(new ReportContext());
        }

        var cells = Opened().Descendants(Table + "table-cell").ToArray();

        Assert.DoesNotContain(cells, cell => cell.Attribute(Table + "formula") is not null);

        // A ' in a file is text like any other: the name reads as it is, behind one.
        var texts = cells.Select(cell => string.Join('\n', cell.Elements(Text + "p").Select(line => string.Concat(line.DescendantNodes().OfType<XText>())))).ToHashSet();
        Assert.Superset(new HashSet<string> { "'=1+1", "'+1+1", "'-1-1", "'@SUM(A1:A9)", "a,b;c", "quote\"d", "two\nlines", "ünï 日本語 😀", "'=1", "plain.srt" }, texts);
    }

    // Comma, double quote, UTF-8, and formulas evaluated: what it is opened with where nobody is careful.
    private XDocument Opened()
    {
        using var office = Process.Start(new ProcessStartInfo(
            Office,
            [$"-env:UserInstallation={new Uri(_folder["profile"]).AbsoluteUri}", "--headless", "--norestore", "--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1,true", "--convert-to", "fods", "--outdir", _folder.Path, _folder["r.csv"]])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var said = office.StandardError.ReadToEndAsync();
        office.StandardOutput.ReadToEnd();
        office.WaitForExit();
        Assert.True(File.Exists(_folder["r.fods"]), said.Result);
        return XDocument.Load(_folder["r.fods"]);
    }
}
