using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class RunFilterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly RunSummary Run = new()
    {
        RunId = "20261120-120000000-00000001", JournalPath = "/j", Name = "team/Nightly", Tags = ["lectures", "prod"], State = RunState.Stopped, Operation = "Srt", StartedAt = Now,
    };

    [Theory]
    [InlineData("team/nightly", true)]
    [InlineData("team*", true)]
    [InlineData("*LY", true)]
    [InlineData("team?night[a-m]y", true)]
    [InlineData("nightly", false)]
    public void IsMatch_Name_IsAWildcardWithoutCase(string name, bool expected) => Assert.Equal(expected, new RunFilter { Name = name }.IsMatch(Run));

    [Fact]
    public void IsMatch_ARunWithoutAName_HasTheEmptyOne()
    {
        Assert.True(new RunFilter { Name = "*" }.IsMatch(Run with { Name = null }));
        Assert.False(new RunFilter { Name = "?*" }.IsMatch(Run with { Name = null }));
        Assert.Equal("BadWildcard", Assert.Throws<BatchException>(() => new RunFilter { Name = "[" }).Code);
    }

    [Fact]
    public void IsMatch_Tags_AllMustBeThere()
    {
        Assert.True(new RunFilter { Tags = ["PROD", "lectures"] }.IsMatch(Run));
        Assert.False(new RunFilter { Tags = ["prod", "test"] }.IsMatch(Run));
    }

    [Fact]
    public void IsMatch_StatesAndOperation_AreOneOfThem()
    {
        Assert.True(new RunFilter { States = [RunState.Completed, RunState.Stopped], Operation = "s*" }.IsMatch(Run));
        Assert.False(new RunFilter { States = [RunState.Completed] }.IsMatch(Run));
        Assert.False(new RunFilter { Operation = "Text" }.IsMatch(Run));
    }

    [Fact]
    public void IsMatch_Times_AfterIncludesItsMomentAndBeforeDoesNot()
    {
        Assert.True(new RunFilter { After = Now }.IsMatch(Run));
        Assert.False(new RunFilter { After = Now.AddTicks(1) }.IsMatch(Run));
        Assert.False(new RunFilter { Before = Now }.IsMatch(Run));
        Assert.True(new RunFilter { Before = Now.AddTicks(1) }.IsMatch(Run));
    }

    [Theory]
    [InlineData("30d", 720.0)]
    [InlineData("30", 720.0)]
    [InlineData("1.5h", 1.5)]
    [InlineData("90m", 1.5)]
    [InlineData("2W", 336.0)]
    [InlineData("1.12:00:00", 36.0)]
    [InlineData("0", 0.0)]
    [InlineData("", null)]
    [InlineData("-1d", null)]
    [InlineData("d", null)]
    [InlineData("5 years", null)]
    [InlineData("-1:00:00", null)]
    [InlineData("99999999999999999999", null)]
    public void Age_Texts_AreReadOrRefused(string text, double? hours) => Assert.Equal(hours, RunTime.Age(text)?.TotalHours);

    [Fact]
    public void Moment_IsoOrAge_IsRead()
    {
        Assert.Equal(Now.AddDays(-7), RunTime.Moment("7d", Now));
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 18, 0, 0, TimeSpan.Zero), RunTime.Moment("2026-11-01T18:00Z", Now));
        Assert.Equal(new DateTimeOffset(new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Local)), RunTime.Moment("2026-11-01", Now));
        Assert.Null(RunTime.Moment("yesterday", Now));
        Assert.Equal(DateTimeOffset.MinValue, RunTime.Moment("3000000d", Now));
    }
}
