using System.Diagnostics;
using System.Globalization;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class AppendFileTests : IDisposable
{
    private const long Kilobyte = 1024;

    private readonly TempFolder _folder = new();
    private readonly FaultyStorage _storage = new();

    public void Dispose() => _folder.Dispose();

    private string Path => _folder["a.journal"];

    [Fact]
    public void KeepReserve_OnADisk_TakesBlocksThatTheLengthDoesNotShow()
    {
        using (AppendFile file = _storage.OpenAppend(Path))
        {
            file.Append(new byte[10]);
            file.KeepReserve(300 * Kilobyte);
            Assert.SkipUnless(file.LeastReserve > 0, "This file system cannot reserve space behind a file's end.");

            Assert.Equal((10L, 10L), (file.Length, new FileInfo(Path).Length));
            Assert.InRange(Blocks(), 600, 4096);
            file.Append(new byte[10]);
            Assert.Equal(20, new FileInfo(Path).Length);
        }

        Assert.Equal(20, new FileInfo(Path).Length);
        Assert.InRange(Blocks(), 0, 64);
    }

    [Fact]
    public void Abandon_AnotherHasWrittenOn_CutsNothingOff()
    {
        using (AppendFile file = _storage.OpenAppend(Path))
        {
            file.Append("mine"u8);
            file.KeepReserve(300 * Kilobyte);
            File.AppendAllText(Path, " and theirs");
            file.Abandon();
        }

        Assert.Equal("mine and theirs", File.ReadAllText(Path));
    }

    [Fact]
    public void Append_NoRoomForTheReserve_WritesAndSaysIt()
    {
        using AppendFile file = _storage.OpenAppend(Path);
        file.KeepReserve(300 * Kilobyte);
        Assert.False(file.IsShort);

        _storage.Reservable = 0;
        for (int i = 0; i < 100 && !file.IsShort; i++)
        {
            file.Append(new byte[100 * Kilobyte]);
        }

        Assert.True(file.IsShort);
        Assert.Equal(file.Length, new FileInfo(Path).Length);
        Assert.False(file.TryReserve(0));
        _storage.Reservable = 400 * Kilobyte;
        Assert.True(file.TryReserve(0));
        Assert.False(file.IsShort);
    }

    [Fact]
    public void Dispose_AReserveOfWhichOnlyAPartFitted_GivesItBack()
    {
        _storage.Reservable = 200 * Kilobyte;
        using (AppendFile file = _storage.OpenAppend(Path))
        {
            file.Append(new byte[10]);
            file.KeepReserve(300 * Kilobyte);
            Assert.True(file.IsShort);
        }

        Assert.Equal(10, new FileInfo(Path).Length);
        Assert.InRange(Blocks(), 0, 64);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Dispose_TheReserveCannotBeGivenBack_KeepsTheRecordsAndThrowsNothing(bool isDenied)
    {
        using (AppendFile file = _storage.OpenAppend(Path))
        {
            file.Append("record"u8);
            file.KeepReserve(300 * Kilobyte);

            // EPERM and EACCES are no IOException in .NET: of a file that became append-only, or of a server that changed its mind.
            _storage.OnSetLength = _ => isDenied ? new UnauthorizedAccessException() : FaultyStorage.Error(5);
        }

        Assert.Equal("record", File.ReadAllText(Path));
    }

    [Fact]
    public void KeepReserve_TheFileSystemCannot_GoesOnWithoutOne()
    {
        _storage.Reservable = null;
        using AppendFile file = _storage.OpenAppend(Path);

        file.KeepReserve(300 * Kilobyte);
        file.Append(new byte[10]);

        Assert.Equal((0L, false, 10L), (file.LeastReserve, file.IsShort, new FileInfo(Path).Length));
    }

    // 512 bytes each.
    private long Blocks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux reserves space.");
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", Path]) { RedirectStandardOutput = true })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
