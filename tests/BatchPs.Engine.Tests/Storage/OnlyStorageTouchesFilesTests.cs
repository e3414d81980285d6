using System.Text.RegularExpressions;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed partial class OnlyStorageTouchesFilesTests
{
    // The names of its sockets, which are no files of a run.
    private static readonly string Pipes = Path.Combine("BatchPs.Module", "Scripts", "Isolation", "ChildPipes.cs");

    [Fact]
    public void Sources_OutsideTheStorageFolder_NeitherWriteNorRenameNorDeleteNorSync()
    {
        string source = Path.Combine(SourceRoot(), "src");
        string storage = Path.Combine(source, "BatchPs.Engine", "Storage") + Path.DirectorySeparatorChar;
        string[] files = [.. Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))];

        string[] offending = [.. files.Where(file => !file.StartsWith(storage, StringComparison.Ordinal))
            .Where(file => Banned().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(source, file))
            .Where(file => file != Pipes)];

        Assert.Empty(offending);
        Assert.Contains(files, file => file.StartsWith(storage, StringComparison.Ordinal) && Banned().IsMatch(File.ReadAllText(file)));
    }

    private static string SourceRoot()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "BatchPs.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run outside of their repository.");
        }

        return directory;
    }

    [GeneratedRegex(@"\bFile\.(Move|Replace|Delete|Write\w*|Append\w*|Copy)\b|\bFlush\(true\)|\bFlush\(flushToDisk|\bFlushToDisk\b|\bRandomAccess\.(Write|SetLength)\b|\bDirectory\.(Move|Delete)\b")]
    private static partial Regex Banned();
}
