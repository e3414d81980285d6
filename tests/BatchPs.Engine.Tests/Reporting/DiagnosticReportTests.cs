using System.Text.Json;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

/// <summary>Reports whose rows are diagnostics, and reports of a line each.</summary>
public sealed class DiagnosticReportTests : IDisposable
{
    private static readonly ItemDiagnostic Plain = new("S03", DiagnosticSeverity.Information, 1, 2, 3, true, "Index 2 became 1.");

    private readonly TempFolder _folder = new();
    private readonly DiagnosticsFile _file;

    public DiagnosticReportTests() => _file = new DiagnosticsFile(new LocalStorage().OpenAppend(_folder["run.journal.diagnostics"]));

    private string Target => _folder["report"];

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Complete_Csv_HasARowADiagnosticInTheOrderOfTheItems()
    {
        Write(
            ReportFormat.Csv,
            Result(0, ItemStatus.Succeeded, Plain, Plain with { Line = 9, Severity = DiagnosticSeverity.Warning, Fixed = false, Before = "a, \"b\"\nc", After = "" }),
            Result(1, ItemStatus.Succeeded),
            Result(2, ItemStatus.Failed, Plain));

        Assert.Equal(
            "File,Path,Line,Column,Cue,Rule,Severity,Fixed,Before,After,Message\r\n"
            + "dir/0.srt,/in/dir/0.srt,1,2,3,S03,Information,true,,,Index 2 became 1.\r\n"
            + "dir/0.srt,/in/dir/0.srt,9,2,3,S03,Warning,false,\"a, \"\"b\"\"\nc\",,Index 2 became 1.\r\n"
            + "dir/2.srt,/in/dir/2.srt,1,2,3,S03,Information,true,,,Index 2 became 1.\r\n",
            File.ReadAllText(Target));
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public void Complete_CsvWithAFormula_IsDisarmedInEveryText(string formula)
    {
        Write(ReportFormat.Csv, Result(0, ItemStatus.Succeeded, new ItemDiagnostic(formula, DiagnosticSeverity.Error, 1, 1, 1, true, formula) { Before = formula, After = formula }) with
        {
            Name = formula, Path = formula,
        });

        Assert.Equal($"'{formula},'{formula},1,1,1,'{formula},Error,true,'{formula},'{formula},'{formula}\r\n", File.ReadAllLines(Target)[1] + "\r\n");
    }

    [Fact]
    public void Complete_Ndjson_HasAnObjectALine()
    {
        Write(ReportFormat.Ndjson, Result(0, ItemStatus.Succeeded, Plain with { Before = "2\n", After = "" }, Plain with { Line = 2 }));

        Assert.Equal(
            """
            {"file":"dir/0.srt","path":"/in/dir/0.srt","line":1,"column":2,"cue":3,"rule":"S03","severity":"Information","fixed":true,"before":"2\n","after":"","message":"Index 2 became 1."}
            {"file":"dir/0.srt","path":"/in/dir/0.srt","line":2,"column":2,"cue":3,"rule":"S03","severity":"Information","fixed":true,"before":null,"after":null,"message":"Index 2 became 1."}

            """,
            File.ReadAllText(Target));
    }

    [Fact]
    public void Complete_Json_IsOneDocumentWithTheSummary()
    {
        Write(ReportFormat.Json, Result(0, ItemStatus.Failed, Plain), Result(1, ItemStatus.Succeeded, Plain, Plain));

        using var json = JsonDocument.Parse(File.ReadAllBytes(Target));
        Assert.Equal(SomeReport.Summary().RunId, json.RootElement.GetProperty("summary").GetProperty("id").GetString());
        Assert.Equal(["dir/0.srt", "dir/1.srt", "dir/1.srt"], json.RootElement.GetProperty("diagnostics").EnumerateArray().Select(row => row.GetProperty("file").GetString()));
    }

    [Fact]
    public void Complete_NdjsonOfItems_HasAResultALineErrorsFirst()
    {
        using (var writer = new ReportWriter(Target, ReportFormat.Ndjson))
        {
            writer.Add(SomeReport.Result(0, ItemStatus.Succeeded, "a\nb"));
            writer.Add(SomeReport.Result(1, ItemStatus.Failed));
            writer.Complete(SomeReport.Summary());
        }

        JsonElement[] rows = [.. File.ReadLines(Target).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["dir/1.srt", "a\nb"], rows.Select(row => row.GetProperty("name").GetString()));
    }

    [Fact]
    public void Add_DamagedAndWholeItems_GivesTheWholeOnes()
    {
        BatchResult damaged = Result(0, ItemStatus.Succeeded, Plain) with
        {
            Told = new DiagnosticPieces(_file.Path, [new DiagnosticPiece(0, 5, 0)]),
        };
        using (var writer = new ReportWriter(Target, ReportFormat.Ndjson, ReportRows.Diagnostics))
        {
            Assert.Equal(DiagnosticReader.Damaged, Assert.Throws<BatchException>(() => writer.Add(damaged)).Code);
            writer.Add(Result(1, ItemStatus.Succeeded, Plain));
            writer.Complete(summary: null);
        }

        Assert.Equal("dir/1.srt", JsonDocument.Parse(Assert.Single(File.ReadLines(Target))).RootElement.GetProperty("file").GetString());
    }

    [Fact]
    public void Add_AResultOfARunThatKeptFew_IsRefused()
    {
        using var writer = new ReportWriter(Target, ReportFormat.Csv, ReportRows.Diagnostics);

        Assert.Equal("DiagnosticsNotKept", Assert.Throws<BatchException>(() => writer.Add(SomeReport.Result(0, ItemStatus.Succeeded))).Code);
    }

    private BatchResult Result(long index, ItemStatus status, params ItemDiagnostic[] told)
    {
        var lines = new DiagnosticsBuffer(_file);
        lines.Begin();
        Array.ForEach(told, lines.Add);
        lines.Flush();
        return SomeReport.Result(index, status) with { Path = $"/in/dir/{index}.srt", Told = lines.ToResult() };
    }

    private void Write(ReportFormat format, params BatchResult[] results)
    {
        using var writer = new ReportWriter(Target, format, ReportRows.Diagnostics);
        Array.ForEach(results, writer.Add);
        writer.Complete(SomeReport.Summary());
    }
}
