using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class PlanTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Plan_AfterARun_GivesActionsAndReasonsAndWritesNothing()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Run("start", "lectures", "out");
        _shell.Subtitles("lectures/b.srt");
        IReadOnlyList<string> before = _shell.Tree();

        Ended ended = _shell.Run("plan", "lectures", "out", "--incremental", "--json");

        JsonElement[] items = [.. ended.Json.GetProperty("items").EnumerateArray()];
        JsonElement summary = ended.Json.GetProperty("summary");
        Assert.Equal(["a.srt Unchanged", "b.srt Run"], items.Select(item => $"{item.GetProperty("name")} {item.GetProperty("action")}"));
        Assert.Equal(_shell["out/b.srt"], items[1].GetProperty("outputPath").GetString());
        Assert.Equal((2, 1, 1), (summary.GetProperty("total").GetInt32(), summary.GetProperty("run").GetInt32(), summary.GetProperty("unchanged").GetInt32()));
        Assert.True(summary.GetProperty("freeBytes").GetInt64() > 0);
        Assert.Equal(before, _shell.Tree());
    }

    [Fact]
    public void Plan_TooManyItems_NamesTheProblem()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Subtitles("lectures/b.srt");

        Ended ended = _shell.Run("plan", "lectures", "out", "--max-items", "1");

        Assert.Contains("Problem: There are 2 items; the run takes 1 (max_batch_size).", ended.Lines);
    }
}
