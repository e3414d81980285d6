using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

/// <summary>Which runs <c>runs</c> lists and <c>remove</c> forgets.</summary>
public sealed class RemoveTests : IDisposable
{
    private readonly Shell _shell = new();

    public RemoveTests() => _shell.Subtitles("lectures/a.srt");

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Runs_Filters_AreAllPassed()
    {
        string first = Start("team/one", "--tag", "a", "--tag", "b");
        string second = Start("two", "--tag", "a");

        Assert.Equal([second, first], Listed("--tag", "A"));
        Assert.Equal([first], Listed("--tag", "a", "--tag", "b"));
        Assert.Equal([first], Listed("--name", "TEAM*"));
        Assert.Equal([second, first], Listed("--operation", "s?t", "--state", "completed", "--state", "stopped", "--after", "1h"));
        Assert.Empty(Listed("--before", "1h"));
        Assert.Empty(Listed("--after", "2999-01-01"));
        Assert.Empty(Listed("--operation", "Text"));
        string[] lines = _shell.Run("runs").Lines;
        Assert.EndsWith("Tags", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("a, b", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_ABadTime_IsRefused() => Assert.Equal(
        new Ended(2, "", "batchps: BadOptionValue: --after is 'yesterday'; it takes a time such as 2026-11-20, 2026-11-20T18:00 or 2026-11-20T18:00Z (local unless it says otherwise), or an age such as 7d or 24h.\n"),
        _shell.Run("runs", "--after", "yesterday"));

    [Fact]
    public void Remove_Ids_AreForgottenAndOutputsStay()
    {
        string first = Start("one"), second = Start("two");

        Ended ended = _shell.Run("remove", first);

        Assert.Equal(new Ended(0, $"Forgot {first} 'one' (Srt, Completed)\n1 run forgotten, 0 kept\n", ""), ended);
        Assert.Equal([second], Listed());
        Assert.True(File.Exists(_shell["one/a.srt"]));
        Assert.Equal(2, _shell.Run("remove", first).ExitCode);
    }

    [Fact]
    public void Remove_Keep_ForgetsTheOlderOnesOfEachNameAndSparesWhatLaterRunsRead()
    {
        string[] ones = [Start("one"), Start("one"), Start("one")];
        string two = Start("two");

        Ended dry = _shell.Run("remove", "--keep", "1", "--dry-run");
        Ended ended = _shell.Run("remove", "--keep", "1", "--json");

        Assert.Equal(
            new Ended(0, $"Would forget {ones[1]} 'one' (Srt, Completed)\nWould forget {ones[0]} 'one' (Srt, Completed)\n2 runs would be forgotten, 2 kept\n", ""), dry);
        Assert.Equal([ones[1], ones[0]], ended.Json.GetProperty("removed").EnumerateArray().Select(id => id.GetString()));
        Assert.False(ended.Json.GetProperty("dryRun").GetBoolean());
        Assert.Equal(["newest", "newest"], ended.Json.GetProperty("kept").EnumerateArray().Select(kept => kept.GetProperty("reason").GetString()));
        Assert.Equal([two, ones[2]], Listed());
        Assert.Equal(
            new Ended(0, $"Kept {two}: later runs know from it what is done and which outputs are theirs\nKept {ones[2]}: later runs know from it what is done and which outputs are theirs\n0 runs forgotten, 2 kept\n", ""),
            _shell.Run("remove", "--keep", "0"));
        Assert.Equal(0, _shell.Run("remove", "--older-than", "0", "--name", "o*", "--force").ExitCode);
        Assert.Equal([two], Listed());
    }

    [Theory]
    [InlineData("NothingToForget: Neither the age of the runs to forget nor the number of runs to keep was given.")]
    [InlineData("NothingToForget: Neither the age of the runs to forget nor the number of runs to keep was given.", "--name", "x")]
    [InlineData("SeveralRuns: Give the ids of the runs to forget, or say which with --older-than, --keep and filters, not both.", "x", "--keep", "1")]
    [InlineData("BadOptionValue: --keep is '-1'; it takes a whole number, 0 or more.", "--keep=-1")]
    [InlineData("BadOptionValue: --older-than is 'old'; it takes an age such as 30d, 24h, 90m or 2w, or days.hours:minutes:seconds; a number alone is days.", "--older-than", "old")]
    public void Remove_WhatCannotBeMeant_IsRefused(string message, params string[] args) =>
        Assert.Equal(new Ended(2, "", $"batchps: {message}\n"), _shell.Run(["remove", .. args]));

    private string Start(string name, params string[] more) =>
        _shell.Run(["start", "lectures", name, "--name", name, "--json", .. more]).Json.GetProperty("summary").GetProperty("id").GetString()!;

    private IEnumerable<string?> Listed(params string[] args) =>
        _shell.Run(["runs", "--json", .. args]).Json.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString());
}
