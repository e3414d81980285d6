using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class TimingLineTests
{
    [Theory]
    [InlineData("00:00:04,000 --> 00:00:06,000", 4000, 6000)]
    [InlineData("100:00:04,000 --> 100:00:06,000", 360_004_000, 360_006_000)]
    [InlineData("00:00:10,639.8046875 --> 00:00:12,5.1", 10_639, 12_500)]
    [InlineData("0:00:00 --> 0:00:05", 0, 5000)]
    [InlineData("00:00:04,5 --> 00:00:06,05", 4500, 6050)]
    [InlineData("4,5 --> 6,25", 4500, 6250)]
    [InlineData("00:04 -> 00:06", 4000, 6000)]
    [InlineData("00: 00 : 04 , 5  - - >\u00A000 :00:06;000", 4500, 6000)]
    [InlineData("00:61:75.0000 ---> 01:99:99.9999", 3_735_000, 9_639_999)]
    [InlineData("00:00:04:500 --> 00:00:06:500", 4500, 6500)]
    [InlineData("00:00:04,00O --> 00:00:06,00O", 4000, 6000)]
    [InlineData("1:2:3,4 --> 1:2:5,6", 3_723_400, 3_725_600)]
    public void Read_AnyWayOfWriting_GivesBothTimes(string line, long start, long end)
    {
        var timing = Read(line);

        Assert.Equal(TimingKind.Complete, timing.Kind);
        Assert.Equal((start, end), (timing.Start.Milliseconds, timing.End.Milliseconds));
        Assert.Equal(TimingRest.None, timing.Rest);
    }

    [Theory]
    [InlineData("so A --> B here")]
    [InlineData("12:30 --> 14:00 train")]
    [InlineData("12:30 --> lunch")]
    [InlineData("1.5 --> 2.5")]
    [InlineData("- 10 --> 20")]
    [InlineData("--> 00:06")]
    [InlineData("42")]
    [InlineData("<i>00:00</i>")]
    public void Read_Text_IsNoTiming(string line) => Assert.Equal(TimingKind.None, Read(line).Kind);

    [Theory]
    [InlineData("00:00:04,000", "LoneTime")]
    [InlineData("00:00:04,000 -->", "NoEnd")]
    [InlineData("00:00:07,000 --> 00:0", "NoEnd")]
    [InlineData("00:00:07,000 --> 00:00:0", "NoEnd")]
    [InlineData("00:04,000 --> ", "NoEnd")]
    [InlineData("00:00:04,000 --> lunch", "NoEnd")]
    [InlineData("00:00:xx,000 --> 00:00:06,000", "Unreadable")]
    [InlineData("?? --> 00:00:06,000", "Unreadable")]
    [InlineData("9999999:00:00,000 --> 9999999:00:01,000", "Unreadable")]
    public void Read_Damaged_SaysWhatIsLeft(string line, string kind) => Assert.Equal(kind, Read(line).Kind.ToString());

    [Theory]
    [InlineData("00:00:04,000 --> 00:00:06,000  X1:100 X2:200", "Coordinates", 29)]
    [InlineData("00:00:04,000 --> 00:00:06,000 align:start", "Coordinates", 29)]
    [InlineData("00:04 --> 00:06 X1:1", "Coordinates", 15)]
    [InlineData("00:00:04,000 --> 00:00:06,000 Hello: there", "Text", 30)]
    [InlineData("00:00:04,000 --> 00:00:06,000 --> 00:00:09,000", "Coordinates", 29)]
    public void Read_SomethingAfterTheEnd_IsKept(string line, string rest, int offset)
    {
        var timing = Read(line);

        Assert.Equal((rest, offset), (timing.Rest.ToString(), timing.RestOffset));
    }

    [Theory]
    [InlineData("-00:00:04,000 --> 00:00:06,000", true, false)]
    [InlineData("00:00:04,000 --> - 00:00:06,000", false, true)]
    [InlineData("-00:00:00,000 --> 00:00:06,000", false, false)]
    public void Read_Minus_IsASign(string line, bool start, bool end)
    {
        var timing = Read(line);

        Assert.Equal((start, end), (timing.Start.IsNegative, timing.End.IsNegative));
    }

    [Theory]
    [InlineData("00:00:01,000 --> 00:00:03,999", 1000, 3999)]
    [InlineData("99:59:59,999 --> 00:00:00,000", 359_999_999, 0)]
    public void TryReadCanonical_Canonical_ReadsIt(string line, long start, long end)
    {
        Assert.True(TimingLine.TryReadCanonical(Encoding.UTF8.GetBytes(line), out var s, out var e));
        Assert.Equal((start, end), (s, e));
    }

    [Fact]
    public void TryReadCanonical_AnyOtherByte_Refuses()
    {
        const string Canonical = "00:00:01,000 --> 00:00:03,000";
        for (var i = 0; i < Canonical.Length; i++)
        {
            var line = Encoding.UTF8.GetBytes(Canonical);
            line[i] = (byte)'x';
            Assert.False(TimingLine.TryReadCanonical(line, out _, out _), Encoding.UTF8.GetString(line));
        }

        Assert.False(TimingLine.TryReadCanonical("00:60:01,000 --> 00:00:03,000"u8, out _, out _));
        Assert.False(TimingLine.TryReadCanonical("00:00:60,000 --> 00:00:03,000"u8, out _, out _));
    }

    [Theory]
    [InlineData(0, 999, "00:00:00,000 --> 00:00:00,999")]
    [InlineData(-4000, 360_004_000, "-00:00:04,000 --> 100:00:04,000")]
    public void Write_Times_AreCanonical(long start, long end, string line)
    {
        var output = new byte[64];

        Assert.Equal(line, Encoding.UTF8.GetString(output, 0, TimingLine.Write(output, start, end)));
    }

    private static TimingLine Read(string line) => TimingLine.Read(Encoding.UTF8.GetBytes(line));
}
