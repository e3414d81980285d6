using BatchPs.Engine.Planning;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class FailureBudgetTests
{
    [Theory]
    [InlineData("5", 4, 1000, false)]
    [InlineData("5", 5, 5, true)]
    [InlineData("2%", 49, 49, false)]
    [InlineData("2%", 1, 50, false)]
    [InlineData("2%", 2, 50, true)]
    [InlineData("2%", 20, 1000, false)]
    [InlineData("2%", 21, 1000, true)]
    [InlineData(" 0.5% ", 6, 1000, true)]
    public void IsExceeded_FailedOfFinished_EndsTheRunAtTheLimit(string limit, long failed, long finished, bool ends) =>
        Assert.Equal(ends, FailureBudget.Parse(limit).IsExceeded(failed, finished));

    [Theory]
    [InlineData("5", "5")]
    [InlineData("2.5%", "2.5%")]
    public void ToString_AParsedLimit_IsWhatWasWritten(string text, string shown) => Assert.Equal(shown, FailureBudget.Parse(text).ToString());

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0%")]
    [InlineData("101%")]
    [InlineData("1,5%")]
    [InlineData("NaN%")]
    [InlineData("many")]
    [InlineData("")]
    public void Parse_SomethingElse_IsRefused(string text)
    {
        BatchException refused = Assert.Throws<BatchException>(() => FailureBudget.Parse(text));

        Assert.Equal(("BadMaxFailure", $"The failure limit is '{text}'; it takes a whole number from 1, or a percentage such as 2%."), (refused.Code, refused.Message));
    }
}
