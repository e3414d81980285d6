using System.Text.Json;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class SummaryJsonTests
{
    [Fact]
    public void Read_WhatWriteWrote_IsEqual()
    {
        var summary = SomeReport.Summary();

        var read = SummaryJson.Read(Written(summary));

        Assert.Equivalent(summary, read, strict: true);
        Assert.Equal(summary.Duration, read.Duration);
        Assert.Equal(summary.EndedAt, read.EndedAt);
    }

    [Fact]
    public void Read_SummaryWithoutOptionalValues_IsEqual()
    {
        var summary = new RunSummary { RunId = "r", State = RunState.Running, Operation = "ScriptBlock", JournalPath = "/j" };

        Assert.Equivalent(summary, SummaryJson.Read(Written(summary)), strict: true);
    }

    [Fact]
    public void Write_Summary_HasTheDocumentedNamesInOrder() => Assert.Equal(
        [
            "id", "name", "tags", "state", "operation", "root", "destination", "total", "succeeded", "failed", "skipped", "unchanged",
            "notRun", "interrupted", "processed", "saved", "inputIncomplete", "inputBytes", "outputBytes", "executions", "startedAt",
            "endedAt", "durationSeconds", "itemsPerSecond", "peakMemoryBytes", "cpuSeconds", "etaErrorPercent", "errorsByCode", "errorsByCategory", "metrics",
            "declaredMetrics", "distributions", "worst", "configuration", "journalPath", "error",
        ],
        Written(SomeReport.Summary()).EnumerateObject().Select(member => member.Name));

    [Fact]
    public void Write_Values_AreIsoTimesExactSecondsAndSortedNames()
    {
        var json = Written(SomeReport.Summary());

        Assert.Equal("2026-03-04T05:06:07.1234567Z", json.GetProperty("startedAt").GetString());
        Assert.Equal("12345678901.2345678", json.GetProperty("durationSeconds").GetRawText());
        Assert.Equal("FailureLimit", json.GetProperty("state").GetString());
        Assert.Equal(["BinaryFile", "NoTimingLine"], json.GetProperty("errorsByCode").EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("{}", "The summary of a run has no 'id'.")]
    [InlineData("""{"id":"r","state":"Running","operation":"Srt"}""", "The summary of a run has no 'journalPath'.")]
    public void Read_MissingMember_IsRefused(string text, string message)
    {
        using var document = JsonDocument.Parse(text);

        Assert.Equal(message, Assert.Throws<JsonException>(() => SummaryJson.Read(document.RootElement)).Message);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"id":5}""")]
    [InlineData("""{"id":"r","state":"Sleeping","operation":"Srt","journalPath":"/j"}""")]
    [InlineData("""{"id":"r","state":"Running","operation":"Srt","journalPath":"/j","total":1.5}""")]
    [InlineData("""{"id":"r","state":"Running","operation":"Srt","journalPath":"/j","startedAt":"yesterday"}""")]
    [InlineData("""{"id":"r","state":"Running","operation":"Srt","journalPath":"/j","durationSeconds":1e20}""")]
    public void Read_ValueOfTheWrongKind_IsRefused(string text)
    {
        using var document = JsonDocument.Parse(text);

        Assert.StartsWith(
            "The summary of a run has a value of the wrong kind: ",
            Assert.Throws<JsonException>(() => SummaryJson.Read(document.RootElement)).Message,
            StringComparison.Ordinal);
    }

    private static JsonElement Written(RunSummary summary)
    {
        var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            SummaryJson.Write(writer, summary);
        }

        return JsonDocument.Parse(bytes.ToArray()).RootElement;
    }
}
