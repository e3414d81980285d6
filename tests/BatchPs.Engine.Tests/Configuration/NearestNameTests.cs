using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["--recursive", "--parallel", "--pattern", "Srt", "max_parallel_workers"];

    [Theory]
    [InlineData("--recursiv", "--recursive")]
    [InlineData("--RECURSIVE", "--recursive")]
    [InlineData("--recusrive", "--recursive")]
    [InlineData("str", "Srt")]
    [InlineData("parallel_workers", "max_parallel_workers")]
    [InlineData("--patern", "--pattern")]
    public void Of_NearName_IsFound(string given, string nearest) => Assert.Equal(nearest, NearestName.Of(given, Known));

    [Theory]
    [InlineData("")]
    [InlineData("xyz")]
    [InlineData("entirely different")]
    public void Of_FarName_IsNull(string given) => Assert.Null(NearestName.Of(given, Known));
}
