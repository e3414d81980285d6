using BatchPs.Engine.Configuration;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class RunTuningTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["max_parallel_workers"] = "-ThrottleLimit", ["max_rate"] = "-MaxRate", ["max_load"] = "-MaxLoad", ["max_memory_mb"] = "-MemoryLimit",
    };

    [Fact]
    public void Of_Values_AreSpeltAsASummaryHasThem()
    {
        RunTuning tuning = RunTuning.Of(new Dictionary<string, string> { ["-ThrottleLimit"] = "Auto", ["max_rate"] = "5", ["max_load"] = "080" });

        Assert.Equal([new("max_load", "80"), new("max_parallel_workers", "auto"), new("max_rate", "5/s")], tuning.Values);
    }

    [Theory]
    [InlineData("max_parallel_workers", "0", "BadSettingValue", "-ThrottleLimit is '0'; it takes a whole number from 1 to 1024, or auto.")]
    [InlineData("max_rate", "fast", "BadSettingValue", "-MaxRate is 'fast'; it takes calls in a second, minute or hour, such as 10/s, 600/m or 1000/h, or 0 for no limit.")]
    [InlineData("max_load", "5", "BadSettingValue", "-MaxLoad is '5'; it takes a whole number of percent from 10 to 100, or 0 for no limit.")]
    [InlineData("max_memory_mb", "1", "BadSettingValue", "-MemoryLimit is '1'; it takes a whole number from 16 to 1048576.")]
    [InlineData(
        "max_retries", "1", "SettingIsFixed",
        "Setting 'max_retries' cannot change while a run is live; max_parallel_workers, max_rate, max_load, max_memory_mb can.")]
    public void Of_WhatCannotBe_IsRefusedByName(string key, string value, string code, string message)
    {
        BatchException refused = Assert.Throws<BatchException>(() => RunTuning.Of(new Dictionary<string, string> { [key] = value }, Names));

        Assert.Equal((code, message), (refused.Code, refused.Message));
    }

    [Fact]
    public void Of_NoValues_SaysWhatToGive()
    {
        BatchException refused = Assert.Throws<BatchException>(() => RunTuning.Of(new Dictionary<string, string>(), Names));

        Assert.Equal(("NothingToChange", "Nothing is to be changed; give -ThrottleLimit, -MaxRate, -MaxLoad or -MemoryLimit."), (refused.Code, refused.Message));
    }

    [Fact]
    public void ApplyTo_SomeChangeAndSomeDoNot_TellsThoseThatDo()
    {
        RunTuning tuning = RunTuning.Of(new Dictionary<string, string> { ["max_parallel_workers"] = "3", ["max_rate"] = "0", ["max_memory_mb"] = "64" });

        RunSettings settings = tuning.ApplyTo(new RunSettings { AutoWorkers = true, MaxRetries = 9 }, out IReadOnlyList<string> changes);

        Assert.Equal(["max_memory_mb from 1024 to 64", "max_parallel_workers from auto to 3"], changes);
        Assert.Equal((3, false, 64, 9), (settings.MaxParallelWorkers, settings.AutoWorkers, settings.MaxMemoryMb, settings.MaxRetries));
    }
}
