using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class TempNameTests
{
    private const string Run = "20260101-120000000-0a1b2c3d";

    [Fact]
    public void For_ATarget_IsBesideItAndNamesTheRunOnly() =>
        Assert.Equal(Path.Join("out", ".bps~0a1b2c3d~7"), TempName.For(Run, Path.Join("out", "a very long name.srt"), 7));

    [Theory]
    [InlineData("film.mp4", ".mp4")]
    [InlineData("all.2026.tar.gz", ".tar.gz")]
    [InlineData("ALL.TAR.XZ", ".TAR.XZ")]
    [InlineData(".tar.gz", ".tar.gz")]
    [InlineData("main.c++", ".c++")]
    [InlineData("notes.\u6587\u66f8", ".\u6587\u66f8")]
    [InlineData(".profile", ".profile")]
    [InlineData("README", "")]
    [InlineData("Mr. Smith", "")]
    [InlineData("dot.", "")]
    [InlineData("kept.txt~1~2", "")]
    [InlineData("odd.[a]", "")]
    [InlineData("long.abcdefghijklmnopqrstuvwxyz012345", "")]
    public void ForPrograms_ATarget_HasItsExtensionWhereItIsOne(string target, string extension) =>
        Assert.Equal(Path.Join("out", ".bps~0a1b2c3d~7" + extension), TempName.ForPrograms(Run, Path.Join("out", target), 7));

    [Fact]
    public void IsKept_AnOutputWhoseExtensionIsOld_IsNot()
    {
        string output = TempName.ForPrograms(Run, Path.Join("out", "a.old"), 7);

        Assert.False(TempName.IsKept(output));
        Assert.Null(TempName.Kept(Run, Path.GetFileName(output)));
        Assert.True(TempName.IsKept(TempName.ForKept(Run, output, 12, new FileStamp(1, 2))));
    }

    [Fact]
    public void Kept_ANameOfForKept_GivesBackItemAndStamp()
    {
        string name = Path.GetFileName(TempName.ForKept(Run, Path.Join("in", "a.srt"), 12, new FileStamp(345, 638_000_000_000_000_123)));

        Assert.Equal(".bps~0a1b2c3d~12~345~638000000000000123.old", name);
        Assert.Equal(new KeptVersion(12, new FileStamp(345, 638_000_000_000_000_123)), TempName.Kept(Run, name));
    }

    [Theory]
    [InlineData(".bps~0a1b2c3d~12")]
    [InlineData(".bps~0a1b2c3d~.old")]
    [InlineData(".bps~0a1b2c3d~12~3.old")]
    [InlineData(".bps~0a1b2c3d~12~-3~4.old")]
    [InlineData(".bps~ffffffff~12~3~4.old")]
    [InlineData(".bps~0a1b2c3d~.ol")]
    public void Kept_AnyOtherName_IsNull(string name) => Assert.Null(TempName.Kept(Run, name));
}
