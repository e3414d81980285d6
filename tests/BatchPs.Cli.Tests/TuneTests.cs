using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed partial class TuneTests : IDisposable
{
    private const int Lectures = 100;

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Tune_ALiveRun_GoesOnWithMoreWorkersAndWithoutItsRate()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait("--max-rate", "2/s");

        Ended tuned = _shell.Run("tune", "--parallel", "3", "--max-rate", "0");
        Ended ended = Shell.End(run);

        JsonElement known = _shell.Run("runs", "--json").Json.GetProperty("runs")[0];
        string id = known.GetProperty("id").GetString()!;
        Assert.Equal(new Ended(0, $"Run {id} goes on with max_parallel_workers 3, max_rate 0.\n", ""), tuned);
        Assert.Equal((0, Lectures), (ended.ExitCode, Directory.GetFiles(_shell["out"]).Length));
        Assert.Matches(@"(?m)^batchps tune in process \d+ of \S+ on \S+ changed max_parallel_workers from 1 to 3, max_rate from 2/s to 0\.$", ended.Error);

        // Who worked on an item is in its record.
        string journal = File.ReadAllText(known.GetProperty("journalPath").GetString()!);
        Assert.Equal(["1", "2", "3"], WorkerOfRecord().Matches(journal).Select(record => record.Groups[1].Value).Distinct().Order());
    }

    [Fact]
    public void Tune_Json_ShowsTheRunsConfiguration()
    {
        _shell.LongLectures(Lectures);
        Process run = StartAndWait();

        Ended tuned = _shell.Run("tune", "--last", "--parallel", "Auto", "--max-load", "95", "--memory-limit", "2048", "--json");
        _shell.Run("stop", "--now");
        Shell.End(run);

        JsonElement configuration = tuned.Json.GetProperty("summary").GetProperty("configuration");
        Assert.Equal(
            ("auto", "95", "2048"),
            (configuration.GetProperty("max_parallel_workers").GetString(), configuration.GetProperty("max_load").GetString(), configuration.GetProperty("max_memory_mb").GetString()));
    }

    [Fact]
    public void Start_HeldByTheRate_StopsAtOnceAndGoesOnWithAnother()
    {
        _shell.LongLectures(3, cues: 3);
        Process run = StartAndWait("--max-rate", "1/h");

        var clock = Stopwatch.StartNew();
        Ended stopped = _shell.Run("stop");
        TimeSpan took = clock.Elapsed;
        Assert.Equal((0, 75), (stopped.ExitCode, Shell.End(run).ExitCode));
        Assert.True(took < TimeSpan.FromSeconds(5), $"It took {took.TotalSeconds:0.0} s.");

        Assert.Equal(0, _shell.Run("resume", "--max-rate", "0", "--parallel", "auto", "--quiet").ExitCode);
        Assert.Equal(3, Directory.GetFiles(_shell["out"]).Length);
    }

    [Theory]
    [InlineData("BadSettingValue: --parallel is '0'; it takes a whole number from 1 to 1024, or auto.", "--parallel", "0")]
    [InlineData("BadSettingValue: --max-load is '101'; it takes a whole number of percent from 10 to 100, or 0 for no limit.", "--max-load", "101")]
    [InlineData(
        "BadSettingValue: --max-rate is '10/day'; it takes calls in a second, minute or hour, such as 10/s, 600/m or 1000/h, or 0 for no limit.", "--max-rate", "10/day")]
    [InlineData("NothingToChange: Nothing is to be changed; give --parallel, --max-rate, --max-load or --memory-limit.")]
    [InlineData("RunNotLive: No run is live.", "--parallel", "2")]
    public void Tune_WhatCannotBe_ExitsWith2(string message, params string[] options) =>
        Assert.Equal(new Ended(2, "", $"batchps: {message}\n"), _shell.Run(["tune", .. options]));

    [Fact]
    public void Config_AutoAndLimits_AreShownWithTheirOrigins()
    {
        _shell.Environment["BATCH_MAX_WORKERS"] = "AUTO";
        _shell.Environment["BATCH_MAX_LOAD"] = "80";
        _shell.Write("batchps.yaml", "batch_processing:\n  max_rate: 600/min\n");

        Ended shown = _shell.Run("config");

        Assert.Matches(@"(?m)^max_parallel_workers\s+auto\s.*environment BATCH_MAX_WORKERS", shown.Out);
        Assert.Matches(@"(?m)^max_load\s+80\s.*environment BATCH_MAX_LOAD", shown.Out);
        Assert.Matches(@"(?m)^max_rate\s+600/m\s.*batchps\.yaml:2", shown.Out);
    }

    [GeneratedRegex("\"wn\":([0-9]+)")]
    private static partial Regex WorkerOfRecord();

    private Process StartAndWait(params string[] options)
    {
        Process run = _shell.Start(["start", "lectures", "out", "--parallel", "1", "--chunk-size", "1", "--verbose", .. options]);
        string? line;
        do
        {
            line = run.StandardError.ReadLine();
            Assert.NotNull(line);
        }
        while (!line.StartsWith("Succeeded", StringComparison.Ordinal));
        return run;
    }
}
