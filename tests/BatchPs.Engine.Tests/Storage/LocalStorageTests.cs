using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class LocalStorageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryPlaceByLink_TheNameIsFree_RenamesTheFile()
    {
        string from = _folder.Write("from", "new");

        Assert.True(LocalStorage.TryPlaceByLink(from, _folder["to"]));

        Assert.Equal([_folder["to"]], Directory.GetFiles(_folder.Path));
        Assert.Equal("new", File.ReadAllText(_folder["to"]));
    }

    [Fact]
    public void TryPlaceByLink_ByManyAtOnce_IsOnesOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows is asked for a move.");
        const int Placers = 4;
        const int Rounds = 200;
        string target = _folder["to"];
        for (int round = 0; round < Rounds; round++)
        {
            string[] from = [.. Enumerable.Range(0, Placers).Select(placer => _folder.Write($"{placer}", $"{placer}"))];
            int placed = 0;
            Parallel.ForEach(from, new ParallelOptions { MaxDegreeOfParallelism = Placers }, path =>
            {
                if (LocalStorage.TryPlaceByLink(path, target))
                {
                    Interlocked.Increment(ref placed);
                }
            });

            Assert.Equal(1, placed);
            Array.ForEach([target, .. from], File.Delete);
        }
    }

    [Fact]
    public void TryPlaceByLink_TheFileIsGone_Throws() =>
        Assert.Throws<FileNotFoundException>(() => LocalStorage.TryPlaceByLink(_folder["from"], _folder["to"]));
}
