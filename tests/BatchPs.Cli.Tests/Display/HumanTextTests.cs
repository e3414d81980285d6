using System.Globalization;
using BatchPs.Cli.Display;
using Xunit;

namespace BatchPs.Cli.Tests.Display;

public sealed class HumanTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(41.2, "42 s")]
    [InlineData(59.5, "1 m 0 s")]
    [InlineData(522, "8 m 42 s")]
    [InlineData(7500, "2 h 5 m")]
    [InlineData(4_000_000, "1,111 h 6 m")]
    public void Wait_Seconds_AreRoundedUp(double seconds, string expected) => Assert.Equal(expected, HumanText.Wait(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Numbers_InAnotherCulture_StayTheSame()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

        Assert.Equal(
            ("1,247", "1,234.5 MB", "0.4 s"),
            (HumanText.Count(1247), HumanText.Megabytes(1_294_467_072), HumanText.Elapsed(TimeSpan.FromSeconds(0.4))));
    }

    [Theory]
    [InlineData(812, "812 B")]
    [InlineData(3913, "3.8 kB")]
    [InlineData(24_536_678, "23.4 MB")]
    public void Bytes_AreInTheUnitThatTellsThem(long bytes, string expected) => Assert.Equal(expected, HumanText.Bytes(bytes));
}
