using System.Numerics;
using System.Text.Json;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class ResultJsonTests
{
    [Fact]
    public void Write_FailedResult_IsComplete()
    {
        var result = SomeReport.Result(4, ItemStatus.Failed) with
        {
            Path = "/in/dir/4.srt",
            OutputPath = "/out/dir/4.srt",
            Reason = "Failed",
            Attempts = 2,
            Retried = [new ItemError("Busy", ErrorCategory.Io, "It was busy.")],
            Metrics = new Dictionary<string, double> { ["segments"] = 3, ["nan"] = double.NaN },
            Facts = new Dictionary<string, string> { ["encoding"] = "utf-8" },
            Diagnostics = [new ItemDiagnostic("S04", DiagnosticSeverity.Warning, 2, 1, 1, true, "A dot.") { Before = "1.5", After = "1,5" }],
        };

        Assert.Equal(
            """
            {"runId":"20260304-050607-abcdef","index":4,"name":"dir/4.srt","path":"/in/dir/4.srt","outputPath":"/out/dir/4.srt","status":"Failed","reason":"Failed",
            "attempts":2,"worker":0,"durationSeconds":1.5000001,"finishedAt":"2026-03-04T05:06:07.1234567Z","inputBytes":100,"outputBytes":90,
            "error":{"code":"NoTimingLine","category":"Format","message":"No timing line.","file":"a.srt","line":3,"column":7},
            "retried":[{"code":"Busy","category":"Io","message":"It was busy.","file":null,"line":0,"column":0}],
            "metrics":{"nan":null,"segments":3},"facts":{"encoding":"utf-8"},
            "diagnostics":[{"rule":"S04","severity":"Warning","line":2,"column":1,"cue":1,"fixed":true,"before":"1.5","after":"1,5","message":"A dot."}],
            "output":[]}
            """.ReplaceLineEndings(""),
            Written(result));
    }

    [Fact]
    public void Write_ResultThatNeverFinished_HasNoTime()
    {
        using var json = JsonDocument.Parse(Written(SomeReport.Result(0, ItemStatus.NotRun) with { FinishedAt = default }));

        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("finishedAt").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("error").ValueKind);
    }

    [Fact]
    public void Write_OutputOfAnyKind_IsAJsonValueOrItsText()
    {
        var result = SomeReport.Result(0, ItemStatus.Succeeded) with
        {
            Output =
            [
                "text", true, null, 1, (byte)2, long.MinValue, ulong.MaxValue, 1.5m, 0.1, 0.25f, double.PositiveInfinity, 'c',
                new BigInteger(7), SomeReport.Time, new Uri("http://x/"), new Unprintable(),
            ],
        };

        using var json = JsonDocument.Parse(Written(result));

        Assert.Equal(
            """["text",true,null,1,2,-9223372036854775808,18446744073709551615,1.5,0.1,0.25,"Infinity","c","7","2026-03-04T05:06:07.1234567\u002B00:00","http://x/","BatchPs.Engine.Tests.Reporting.ResultJsonTests\u002BUnprintable"]""",
            json.RootElement.GetProperty("output").GetRawText());
    }

    [Fact]
    public void Write_HalfOfASurrogatePair_DoesNotFail()
    {
        using var json = JsonDocument.Parse(Written(SomeReport.Result(0, ItemStatus.Succeeded, "a\ud800b")));

        Assert.Equal("a\ufffdb", json.RootElement.GetProperty("name").GetString());
    }

    private static string Written(BatchResult result)
    {
        var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            ResultJson.Write(writer, result);
        }

        return System.Text.Encoding.UTF8.GetString(bytes.ToArray());
    }

    private sealed class Unprintable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
