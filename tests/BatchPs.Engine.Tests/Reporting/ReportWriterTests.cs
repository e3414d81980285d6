using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using CsvHelper;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class ReportWriterTests : IDisposable
{
    private const string Odd = "a \"q\", b\r\nc\nd\re \u0001\u001b é 日本 😀 \u2028;'";

    private readonly string root = Directory.CreateTempSubdirectory("batchps-").FullName;

    private string Target => Path.Join(root, "report");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    public void Complete_MixedResults_ErrorsComeFirst(ReportFormat format)
    {
        Write(
            format,
            SomeReport.Result(0, ItemStatus.Succeeded),
            SomeReport.Result(1, ItemStatus.Failed),
            SomeReport.Result(2, ItemStatus.Skipped),
            SomeReport.Result(3, ItemStatus.Interrupted),
            SomeReport.Result(4, ItemStatus.NotRun));

        Assert.Equal([1, 3, 0, 2, 4], Indexes(format));
        Assert.Equal(["report"], Directory.GetFileSystemEntries(root).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(ReportFormat.Json, ItemStatus.Failed)]
    [InlineData(ReportFormat.Json, ItemStatus.Succeeded)]
    [InlineData(ReportFormat.Csv, ItemStatus.Failed)]
    [InlineData(ReportFormat.Csv, ItemStatus.Succeeded)]
    public void Complete_OnlyOneKind_IsWellFormed(ReportFormat format, ItemStatus status)
    {
        Write(format, SomeReport.Result(0, status), SomeReport.Result(1, status));

        Assert.Equal([0, 1], Indexes(format));
    }

    [Theory]
    [InlineData(ReportFormat.Json)]
    [InlineData(ReportFormat.Csv)]
    public void Complete_NoResults_IsWellFormed(ReportFormat format)
    {
        Write(format);

        Assert.Empty(Indexes(format));
    }

    [Fact]
    public void Complete_Json_HasTheSummaryOrNull()
    {
        Write(ReportFormat.Json, SomeReport.Result(0, ItemStatus.Succeeded, Odd));

        using (var json = JsonDocument.Parse(File.ReadAllBytes(Target)))
        {
            Assert.Equivalent(SomeReport.Summary(), SummaryJson.Read(json.RootElement.GetProperty("summary")), strict: true);
            Assert.Equal(Odd, json.RootElement.GetProperty("results")[0].GetProperty("name").GetString());
        }

        using var writer = new ReportWriter(Target, ReportFormat.Json);
        writer.Complete(summary: null);
        using var without = JsonDocument.Parse(File.ReadAllBytes(Target));
        Assert.Equal(JsonValueKind.Null, without.RootElement.GetProperty("summary").ValueKind);
    }

    [Fact]
    public void Complete_Csv_IsRfc4180InPlainUtf8()
    {
        Write(
            ReportFormat.Csv,
            SomeReport.Result(0, ItemStatus.Succeeded, "é,\"x\"") with
            {
                Metrics = new Dictionary<string, double> { ["segments"] = 2, ["score"] = -0.5 },
                Facts = new Dictionary<string, string> { ["encoding"] = "utf-8" },
            },
            SomeReport.Result(1, ItemStatus.Failed));

        Assert.Equal(
            "Index,Name,Path,OutputPath,Status,Reason,Attempts,DurationSeconds,FinishedAt,InputBytes,OutputBytes,"
            + "ErrorCode,ErrorCategory,ErrorMessage,ErrorFile,ErrorLine,ErrorColumn,DiagnosticsKept,RunId,Worker,segments,score,encoding\r\n"
            + "1,dir/1.srt,,,Failed,,1,1.5000001,2026-03-04T05:06:07.1234567Z,100,90,NoTimingLine,Format,No timing line.,a.srt,3,7,0,20260304-050607-abcdef,0,,,\r\n"
            + "0,\"é,\"\"x\"\"\",,,Succeeded,,1,1.5000001,2026-03-04T05:06:07.1234567Z,100,90,,,,,,,0,20260304-050607-abcdef,0,2,-0.5,utf-8\r\n",
            Encoding.UTF8.GetString(File.ReadAllBytes(Target)));
    }

    [Fact]
    public void Complete_CsvWithOddNames_ReadsBackTheSame()
    {
        string[] names = [Odd, "\n", " lead", "trail ", "\"", "\"\"", "a\rb", "a\nb", ",", "'", "00012"];
        Write(ReportFormat.Csv, [.. names.Select((name, index) => SomeReport.Result(index, ItemStatus.Succeeded, name))]);

        Assert.Equal(names, Column("Name"));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tx")]
    [InlineData("\0x")]
    [InlineData("\r=1")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(A1)")]
    public void Complete_CsvWithAFormula_IsDisarmedInEveryTextField(string formula)
    {
        Write(ReportFormat.Csv, SomeReport.Result(0, ItemStatus.Failed, formula) with
        {
            Path = formula,
            OutputPath = formula,
            Reason = formula,
            Error = new ItemError(formula, ErrorCategory.Io, formula, formula),
            Metrics = new Dictionary<string, double> { [formula] = 1 },
            Facts = new Dictionary<string, string> { ["fact"] = formula, [formula + "!"] = "of a fact" },
        });

        string[] columns = ["Name", "Path", "OutputPath", "Reason", "ErrorCode", "ErrorMessage", "ErrorFile"];
        Assert.All(columns, column => Assert.Equal(["'" + formula], Column(column)));
        Assert.Equal(["'" + formula], Column("fact"));
        Assert.Equal(["1"], Column("'" + formula));
        Assert.Equal(["of a fact"], Column("'" + formula + "!"));
    }

    [Fact]
    public void Dispose_WithoutComplete_LeavesTheEarlierReport()
    {
        File.WriteAllText(Target, "earlier");

        using (var writer = new ReportWriter(Target, ReportFormat.Json))
        {
            writer.Add(SomeReport.Result(0, ItemStatus.Failed));
            Assert.Equal("earlier", File.ReadAllText(Target));
        }

        Assert.Equal("earlier", File.ReadAllText(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(root));
    }

    [Fact]
    public void Constructor_DirectoryIsMissing_IsRefused()
    {
        var path = Path.Join(root, "no", "r.json");

        var error = Assert.Throws<BatchException>(() => new ReportWriter(path, ReportFormat.Json));

        Assert.Equal(("ReportNotWritable", ErrorCategory.Environment), (error.Code, error.Category));
        Assert.Equal($"Report '{path}' cannot be written: the directory '{Path.Join(root, "no")}' does not exist.", error.Message);
    }

    [Fact]
    public void Constructor_DirectoryTakesNoFile_IsSaidOfTheReport()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is of Linux.");

        var error = Assert.Throws<BatchException>(() => new ReportWriter("/proc/r.html", ReportFormat.Html));

        Assert.Equal("ReportNotWritable", error.Code);
        Assert.StartsWith("Report '/proc/r.html' cannot be written: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(".bps", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_PathIsADirectory_IsRefused()
    {
        var error = Assert.Throws<BatchException>(() => new ReportWriter(root, ReportFormat.Csv));

        Assert.Equal($"Report '{root}' cannot be written: it is a directory.", error.Message);
    }

    [Fact]
    public void Complete_TargetBecameADirectory_IsRefusedAndLeavesNothing()
    {
        using var writer = new ReportWriter(Target, ReportFormat.Csv);
        Directory.CreateDirectory(Target);

        var error = Assert.Throws<BatchException>(() => writer.Complete(summary: null));

        Assert.Equal("ReportNotWritable", error.Code);
        Assert.DoesNotContain(".bps", error.Message, StringComparison.Ordinal);
        Assert.Equal([Target], Directory.GetFileSystemEntries(root));
    }

    private void Write(ReportFormat format, params BatchResult[] results)
    {
        using var writer = new ReportWriter(Target, format);
        foreach (var result in results)
        {
            writer.Add(result);
        }

        writer.Complete(SomeReport.Summary());
    }

    private List<long> Indexes(ReportFormat format)
    {
        if (format == ReportFormat.Csv)
        {
            return [.. Column("Index").Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(Target));
        return [.. json.RootElement.GetProperty("results").EnumerateArray().Select(row => row.GetProperty("index").GetInt64())];
    }

    private List<string> Column(string name)
    {
        using var csv = new CsvReader(new StreamReader(Target), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var fields = new List<string>();
        while (csv.Read())
        {
            fields.Add(csv.GetField(name)!);
        }

        return fields;
    }
}
