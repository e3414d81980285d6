using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class ProgressTextTests
{
    [Theory]
    [InlineData(3.4 * 1048576, "3.4 MB/s")]
    [InlineData(0.05 * 1048576, "0.1 MB/s")]
    [InlineData(0.049 * 1048576, "50.2 kB/s")]
    [InlineData(52, "0.1 kB/s")]
    [InlineData(51, null)]
    [InlineData(0, null)]
    public void Throughput_AnyRate_IsNeverToldAsZero(double bytes, string? text) => Assert.Equal(text, Text(new ProgressSnapshot { BytesPerSecond = bytes }).Throughput);

    [Fact]
    public void EtaRange_ARange_IsItAlone() => Assert.Equal(
        ("ETA 7 s (6 s to 9 s)", "ETA 6 s to 9 s"), Etas(Some(7, 6, 9)));

    [Fact]
    public void EtaRange_NoneThatSaysMore_IsNull()
    {
        Assert.Equal(("ETA 7 s", null), Etas(Some(6.6, 6.5, 7)));
        Assert.Equal(((string?)null, (string?)null), Etas(new ProgressSnapshot()));
    }

    private static ProgressSnapshot Some(double left, double low, double high) => new()
    {
        Remaining = TimeSpan.FromSeconds(left), RemainingLow = TimeSpan.FromSeconds(low), RemainingHigh = TimeSpan.FromSeconds(high),
    };

    private static (string? Eta, string? Range) Etas(ProgressSnapshot now) => (Text(now).Eta, Text(now).EtaRange);

    private static ProgressText Text(ProgressSnapshot now) => new(now, "items");
}
