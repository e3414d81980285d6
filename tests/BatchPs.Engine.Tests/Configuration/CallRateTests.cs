using System.Text.Json;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class CallRateTests
{
    [Theory]
    [InlineData("10/s", "10/s", 10)]
    [InlineData("10", "10/s", 10)]
    [InlineData("600/m", "600/m", 10)]
    [InlineData("36000/Hour", "36000/h", 10)]
    [InlineData(" 0.5 / sec", "0.5/s", 0.5)]
    [InlineData("0", "0", 0)]
    [InlineData("0/h", "0", 0)]
    public void TrySpell_ARate_IsSpeltInOneWay(string given, string spelt, double perSecond)
    {
        Assert.True(CallRate.TrySpell(given, out string text));
        Assert.Equal(spelt, text);
        Assert.Equal(perSecond, CallRate.PerSecond(text), precision: 9);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/s")]
    [InlineData("ten/s")]
    [InlineData("10/d")]
    [InlineData("10/s/s")]
    [InlineData("-1/s")]
    [InlineData("1e3/s")]
    [InlineData("1,000/s")]
    [InlineData("NaN")]
    [InlineData("0.0001/s")]
    [InlineData("1000001")]
    public void TrySpell_NoRate_IsRefused(string given) => Assert.False(CallRate.TrySpell(given, out _));

    [Fact]
    public void Deserialize_TheJournalOfAnOlderVersion_HasNoLimits()
    {
        RunSettings settings = JsonSerializer.Deserialize("""{"maxParallelWorkers":3}""", JournalJson.Default.RunSettings)!;

        Assert.Equal((false, 0, "0"), (settings.AutoWorkers, settings.MaxLoad, settings.MaxRate));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("AUTO")]
    public void Set_AutoWorkers_StartsWithTheProcessorsAndIsShownAsAuto(string given)
    {
        SettingKey key = SettingKeys.InFile("max_parallel_workers", "here");

        RunSettings settings = key.Set(new RunSettings { MaxParallelWorkers = 7 }, given)!;

        Assert.Equal((true, Environment.ProcessorCount, "auto"), (settings.AutoWorkers, settings.MaxParallelWorkers, key.Read(settings)));
        Assert.False(key.Set(settings, "3")!.AutoWorkers);
    }
}
