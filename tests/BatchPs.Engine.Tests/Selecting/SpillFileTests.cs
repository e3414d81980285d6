using System.Runtime.Versioning;

using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class SpillFileTests
{
    [Fact]
    public void Dispose_Always_DeletesTheFile()
    {
        SpillFile file = new();
        file.Write("text");
        file.Read(0, file.Length);
        Assert.True(File.Exists(file.FilePath));

        file.Dispose();

        Assert.False(File.Exists(file.FilePath));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Constructor_OnUnix_IsReadableByItsOwnerOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix rights.");
        using SpillFile file = new();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.FilePath));
    }

    [Fact]
    public void Read_PartsAndAnyBufferSize_GiveWhatWasWritten()
    {
        long[] numbers = [0, 1, 127, 128, 65_535, long.MaxValue];
        using SpillFile file = new();
        file.Write("before");
        long start = file.Length;
        foreach (long number in numbers)
        {
            file.Write(number);
            file.Write($"é {number}");
        }

        long end = file.Length;
        file.Write("after");

        for (int size = 1; size < 20; size++)
        {
            SpillReader reader = file.Read(start, end, size);
            foreach (long number in numbers)
            {
                Assert.Equal(number, reader.ReadNumber());
                Assert.Equal($"abé {number}", reader.ReadText("abc", 2));
            }

            Assert.True(reader.AtEnd);
        }
    }
}
