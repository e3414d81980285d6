using BatchPs.Engine.Reporting;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1023.7, "1 KB")]
    [InlineData(1536, "1.5 KB")]
    [InlineData(1_048_530, "1 MB")]
    [InlineData(429_916_160, "410 MB")]
    [InlineData(3.6e18, "3197 PB")]
    public void Bytes_ANumber_AreThreeDigits(double bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0000004, "0 \u00b5s")]
    [InlineData(0.00036, "360 \u00b5s")]
    [InlineData(0.0015, "1.5 ms")]
    [InlineData(0.076, "76 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(3.574, "3.57 s")]
    [InlineData(9.96, "10.0 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(3599.7, "1 h 00 min")]
    [InlineData(11_520, "3 h 12 min")]
    [InlineData(187_200, "2 d 4 h")]
    public void Duration_ATime_IsInTheUnitsPeopleUse(double seconds, string text) => Assert.Equal(text, Figures.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0001, "1e-4")]
    [InlineData(0.01234, "0.0123")]
    [InlineData(4.167, "4.17")]
    [InlineData(123.45, "123.5")]
    [InlineData(-1234.6, "-1,235")]
    [InlineData(2e15, "2e15")]
    [InlineData(double.NaN, "-")]
    public void Number_AnyNumber_IsShort(double number, string text) => Assert.Equal(text, Figures.Number(number));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(5000, "5,000")]
    [InlineData(10_000, "10k")]
    [InlineData(150_000, "150k")]
    [InlineData(2_500_000, "2.5M")]
    [InlineData(2e9, "2G")]
    [InlineData(double.NaN, "-")]
    public void Tick_AnyNumber_HasFewDigits(double number, string text) => Assert.Equal(text, Figures.Tick(number));

    [Theory]
    [InlineData(0, 10, "0 %")]
    [InlineData(1, 100_000, "< 0.1 %")]
    [InlineData(99_999, 100_000, "> 99.9 %")]
    [InlineData(100_000, 100_000, "100 %")]
    [InlineData(24, 1000, "2.4 %")]
    [InlineData(0, 0, "-")]
    public void Share_NearlyNoneOrAll_IsNotSaidToBe(long part, long whole, string text) => Assert.Equal(text, Figures.Share(part, whole));

    [Theory]
    [InlineData("scoreAfter", "Score after")]
    [InlineData("corrections.S04", "Corrections.S04")]
    [InlineData("max_retries", "Max retries")]
    [InlineData("", "")]
    public void Words_ANameInCamelCase_AreWords(string name, string words) => Assert.Equal(words, Figures.Words(name));

    [Fact]
    public void Moment_InAZone_HasItsTimeAndOffset()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromMinutes(-210), "x", "x");
        var time = new DateTimeOffset(2026, 3, 4, 2, 15, 0, TimeSpan.Zero);

        Assert.Equal(("3 March 2026, 22:45:00", "UTC-03:30", "UTC"), (Figures.Moment(time, zone), Figures.Offset(time, zone), Figures.Offset(time, TimeZoneInfo.Utc)));
    }
}
