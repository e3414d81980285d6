using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class PathScopeTests
{
    private static readonly string Root = OperatingSystem.IsWindows() ? @"C:\" : "/";

    [Theory]
    [InlineData("out/a.srt", "out", true)]
    [InlineData("out/a/b.srt", "out/", true)]
    [InlineData("output/a.srt", "out", false)]
    [InlineData("out", "out", false)]
    [InlineData("out/", "out", false)]
    [InlineData("a", "", true)]
    public void IsInside_ComparesWholeParts(string path, string directory, bool expected) =>
        Assert.Equal(expected, PathScope.IsInside(Full(path), Full(directory)));

    [Theory]
    [InlineData("out", "out", true)]
    [InlineData("out", "out/", true)]
    [InlineData("out/a", "out", true)]
    [InlineData("output", "out", false)]
    public void IsSameOrInside_TakesTheDirectoryItself(string path, string directory, bool expected) =>
        Assert.Equal(expected, PathScope.IsSameOrInside(Full(path), Full(directory)));

    [Theory]
    [InlineData("out/a/b.srt", "out", "a/b.srt")]
    [InlineData("out/a/b.srt", "out/", "a/b.srt")]
    [InlineData("out/a", "", "out/a")]
    [InlineData("out", "out", null)]
    [InlineData("other/a", "out", null)]
    public void RelativePath_HasSlashes(string path, string directory, string? expected) =>
        Assert.Equal(expected, PathScope.RelativePath(Full(path), Full(directory)));

    [Fact]
    public void IsInside_OtherCase_FollowsThePlatform() =>
        Assert.Equal(PathScope.IgnoresCase, PathScope.IsInside(Full("OUT/a"), Full("out")));

    [Theory]
    [InlineData("work", "work/lectures/a.srt", "work")]
    [InlineData("work", "workshop/a.srt", "workshop")]
    [InlineData("work", "data/x/a.srt", "data/x")]
    [InlineData("", "a.srt", "")]
    public void SelectionRoot_IsTheCurrentDirectoryWhenItHasTheItem(string current, string first, string expected) =>
        Assert.Equal(Full(expected), SelectionRoot.Find(Full(current), Full(first)));

    private static string Full(string path) => Root + path.Replace('/', Path.DirectorySeparatorChar);
}
