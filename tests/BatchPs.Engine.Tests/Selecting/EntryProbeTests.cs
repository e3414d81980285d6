using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class EntryProbeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(638_000_000_123_456_789)]
    [InlineData(621_355_968_000_000_000 - 1)]
    [InlineData(621_355_968_000_000_000)]
    public void Probe_File_GivesLengthAndExactTime(long ticks)
    {
        string path = _folder.Write("é [1].srt", "12345");
        File.SetLastWriteTimeUtc(path, new DateTime(ticks, DateTimeKind.Utc));

        FileSystemEntry entry = EntryProbe.Probe(path, followLinks: false);

        Assert.Equal(EntryKind.File, entry.Kind);
        Assert.Equal(5, entry.Length);
        Assert.Equal(File.GetLastWriteTimeUtc(path).Ticks, entry.LastWriteTicks);
    }

    [Fact]
    public void Probe_JustWritten_GivesTheTimeDotNetGives()
    {
        for (int i = 0; i < 50; i++)
        {
            string path = _folder.Write($"{i}", "x");

            Assert.Equal(File.GetLastWriteTimeUtc(path).Ticks, EntryProbe.Probe(path, followLinks: true).LastWriteTicks);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Probe_LinksAndDirectories_AreToldApart(bool managed)
    {
        Func<string, bool, FileSystemEntry> probe = managed ? EntryProbe.ProbeManaged : EntryProbe.Probe;
        _folder.Write("d/a.srt", "123");
        File.CreateSymbolicLink(_folder["file"], "d/a.srt");
        File.CreateSymbolicLink(_folder["dangling"], "nowhere");
        File.CreateSymbolicLink(_folder["self"], "self");
        Directory.CreateSymbolicLink(_folder["directory"], "d");

        Assert.Equal(EntryKind.Link, probe(_folder["file"], false).Kind);
        Assert.Equal(EntryKind.Link, probe(_folder["dangling"], false).Kind);
        Assert.Equal(EntryKind.Missing, probe(_folder["dangling"], true).Kind);
        Assert.Equal(EntryKind.Loop, probe(_folder["self"], true).Kind);
        Assert.Equal(EntryKind.Missing, probe(_folder["none"], false).Kind);
        Assert.Equal(EntryKind.Missing, probe(_folder["d/a.srt/below"], false).Kind);
        Assert.Equal(EntryKind.Directory, probe(_folder["d"], false).Kind);
        Assert.Equal(probe(_folder["d"], false), probe(_folder["directory"], true));
        Assert.Equal(probe(_folder["d/a.srt"], false), probe(_folder["file"], true));
        Assert.NotEqual(probe(_folder["d"], false).Identity, probe(_folder.Path, false).Identity);
    }

    [Fact]
    public void Probe_NoRightOnTheDirectory_IsUnreadable()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix rights.");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may look at everything.");
        string path = _folder.Write("closed/a.srt");
        _folder.Shell("chmod 600 closed");
        FileSystemEntry entry = EntryProbe.Probe(path, followLinks: false);
        _folder.Shell("chmod 700 closed");

        Assert.Equal(EntryKind.Unreadable, entry.Kind);
    }
}
