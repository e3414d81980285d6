using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class FileNameCaseTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("here")]
    [InlineData("HERE")]
    [InlineData("here/not/yet")]
    [InlineData("here/123")]
    public void Folds_ADirectoryThereOrNot_AgreesWithTheFileSystem(string relative)
    {
        string here = Directory.CreateDirectory(_folder["here"]).FullName;

        Assert.Equal(Directory.Exists(_folder["HERE"]), FileNameCase.Folds(_folder[relative]));
        Assert.Equal([here], Directory.GetFileSystemEntries(_folder.Path));
    }
}
