using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class CutTests
{
    private const string First = "1\n00:00:01,000 --> 00:00:02,000\nHello\n";
    private const string Second = "2\n00:00:03,000 --> 00:00:04,000\nthere\n";

    [Theory]
    [InlineData(First + "\n" + Second, 39, 3000)]
    [InlineData(First + "\n" + Second + "\n3\n00:00:05.5 -> 00:00:06.5 X1:1\n", 78, 5500)]
    [InlineData(First + " \n\n" + Second + "\n3\n00:00:05,000 --> 00:0", 0, 0)]
    [InlineData("1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n", 43, 3000)]
    [InlineData("1\r00:00:01,000 --> 00:00:02,000\rHello\r\r2\r00:00:03,000 --> 00:00:04,000\r", 39, 3000)]
    [InlineData("text\n\n" + First + "\n\n\n012\n00:00:03,000 --> 00:00:04,000 --> 5\n", 47, 3000)]
    public void Last_CuesThatHoldNoSurprise_IsBeforeTheLastOfThem(string content, int offset, int start)
    {
        var cut = Cut.Last(Encoding.UTF8.GetBytes(content));

        Assert.Equal(offset == 0 ? null : new Cut(offset, start), cut);
    }

    [Theory]
    [InlineData("")]
    [InlineData(First)]
    [InlineData(First + Second)]
    [InlineData(First + " \n" + Second)]
    [InlineData(First + "\n00:00:03,000 --> 00:00:04,000\nthere\n")]
    [InlineData(First + "\nx\n00:00:03,000 --> 00:00:04,000\nthere\n")]
    [InlineData(First + "\n1234567890\n00:00:03,000 --> 00:00:04,000\nthere\n")]
    [InlineData(First + "\n2\n\n00:00:03,000 --> 00:00:04,000\nthere\n")]
    [InlineData(First + "\n2\n00:00:03,000 --> 00:00:04,000")]
    [InlineData(First + "\n2\n-00:00:03,000 --> 00:00:04,000\nthere\n")]
    [InlineData(First + "\n2\n00:00:03,000 -->\nthere\n")]
    [InlineData(First + "\n2\n00:00:03,000 --> 00:00:04,000\u200B\nthere\n")]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\n\nHello\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\n<i></i>\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000 Hello\nthere\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHe\u200Bllo\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n\nthere\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> 00:00:02,000\nHello\n00:00:02,500 -->\n\n" + Second)]
    [InlineData("1\n00:00:01,000 --> -00:00:02,000\nHello\n\n" + Second)]
    public void Last_WhatTheOtherSideMayChange_IsNone(string content) => Assert.Null(Cut.Last(Encoding.UTF8.GetBytes(content)));
}
