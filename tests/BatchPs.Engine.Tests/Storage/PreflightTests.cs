using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class PreflightTests : IDisposable
{
    private const string Run = "20260101-120000000-0a1b2c3d";

    private static readonly RunSettings Settings = new() { MinimumFreeSpaceMb = 0 };

    private readonly TempFolder _folder = new();
    private readonly LocalStorage _storage = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_ADestinationThatIsNotThere_MakesItAndLeavesNothingInIt()
    {
        Preflight.Check(_storage, _folder["a/b"], Run, Settings);

        Assert.Empty(Directory.GetFileSystemEntries(_folder["a/b"]));
    }

    [Fact]
    public void Check_ADestinationThatIsAFile_IsRefused()
    {
        string file = _folder.Write("file");

        BatchException refused = Assert.Throws<BatchException>(() => Preflight.Check(_storage, file, Run, Settings));

        Assert.Equal(("DestinationNotWritable", ErrorCategory.Environment), (refused.Code, refused.Category));
        Assert.StartsWith($"The destination '{file}' cannot be written: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, "ReadOnlyDestination")]
    [InlineData(5, "DestinationIoError")]
    [InlineData(28, "DiskFull")]
    [InlineData(13, "DestinationNotWritable")]
    public void Check_NamingAFileFails_IsRefusedAndLeavesNothing(int errno, string code)
    {
        var storage = new FaultyStorage { OnPlace = _ => FaultyStorage.Error(errno) };

        BatchException refused = Assert.Throws<BatchException>(() => Preflight.Check(storage, _folder["out"], Run, Settings));

        Assert.Equal((code, ErrorCategory.Environment), (refused.Code, refused.Category));
        Assert.Equal($"The destination '{_folder["out"]}' cannot be written: Errno {errno}.", refused.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public void Check_AProbeOfAProcessThatDiedThere_IsDeleted()
    {
        _folder.Write("out/.bps~0a1b2c3d~0");
        _folder.Write("out/.bps~0a1b2c3d~0~");

        Preflight.Check(_storage, _folder["out"], Run, Settings);

        Assert.Empty(Directory.GetFileSystemEntries(_folder["out"]));
    }

    [Fact]
    public void Check_ANameThatIsTooLong_IsRefused()
    {
        BatchException refused = Assert.Throws<BatchException>(() => Preflight.Check(_storage, _folder[new string('n', 300)], Run, Settings));

        Assert.Equal("DestinationNotWritable", refused.Code);
    }

    [Fact]
    public void Inspect_ADestinationThatCanBeMade_FindsNothingAndMakesNothing()
    {
        Assert.Null(Preflight.Inspect(_folder["a/b"], minimumFreeSpaceMb: 0));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Inspect_ADestinationBelowAFile_NamesTheFile()
    {
        string file = _folder.Write("file");

        Assert.Equal(
            $"The destination '{_folder["file/out"]}' cannot be made: '{file}' is not a directory.", Preflight.Inspect(_folder["file/out"], minimumFreeSpaceMb: 0)?.Message);
    }

    [Fact]
    public void FreeSpaceProblem_MoreMustStayFreeThanThereIs_SaysBothNumbers()
    {
        ItemError? problem = Preflight.FreeSpaceProblem(_folder.Path, int.MaxValue);

        Assert.Equal("DiskFull", problem?.Code);
        Assert.Matches($@"^'{System.Text.RegularExpressions.Regex.Escape(_folder.Path)}' has \d+ MB free; 2147483647 MB must stay free \(minimum_free_space_mb\)\.$", problem!.Message);
        Assert.Null(Preflight.FreeSpaceProblem(_folder.Path, 0));
    }
}
