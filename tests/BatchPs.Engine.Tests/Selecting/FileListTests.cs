using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class FileListTests
{
    private static readonly SelectedFile[] Files =
    [
        new("/data/a/lecture 1.srt", 10, 638_000_000_000_000_001, null),
        new("/data/a/lecture 2.srt", 0, 0, null),
        new("/data/a/lecture 2.srt", long.MaxValue / 4, DateTime.MaxValue.Ticks, null),
        new("/data/a/pipe", 0, 0, new SelectionProblem("SpecialFile", "'/data/a/pipe' is a named pipe; only regular files are read.")),
        new("/data/b/🎬 \uD83C.srt", 5, 1, null),
        new("/", 1, 2, null),
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(20_000)]
    public void Enumerate_TwiceAndAfterMore_GivesAllInOrder(int capacity)
    {
        using FileList list = new(capacity);
        foreach (SelectedFile file in Files)
        {
            list.Add(file);
        }

        Assert.Equal(Files, list);
        Assert.Equal(Files, list);
        list.Add(Files[0]);
        Assert.Equal([.. Files, Files[0]], list);
        Assert.Equal(7, list.Count);
    }

    [Fact]
    public void Enumerate_MoreThanABuffer_GivesAllInOrder()
    {
        SelectedFile[] files =
            [.. Enumerable.Range(0, 20_000).Select(i => new SelectedFile($"/data/{i % 7}/{i}.srt", i, i * 10_000_000_000, null))];
        using FileList list = new(100);
        foreach (SelectedFile file in files)
        {
            list.Add(file);
        }

        Assert.Equal(files, list);
        Assert.Equal(files.Take(500), list.Take(500));
    }

    [Fact]
    public void Dispose_AfterSpilling_ClosesTheFile()
    {
        FileList list = new(0);
        list.Add(Files[0]);
        list.Dispose();

        Assert.Throws<ObjectDisposedException>(() => list.First());
    }

    [Fact]
    public void Enumerate_Empty_GivesNothing()
    {
        using FileList list = new();

        Assert.Empty(list);
        Assert.Equal(0, list.Count);
    }
}
