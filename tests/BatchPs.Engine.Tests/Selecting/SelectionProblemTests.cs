using System.Net.Sockets;

using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class SelectionProblemTests : IDisposable
{
    private const string UnixOnly = "Made with Unix tools.";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Enumerate_LinkedFile_IsAnInputWithItsTargetsSize()
    {
        string target = _folder.Write("real/a.srt", "12345");
        File.CreateSymbolicLink(_folder["link.srt"], "real/a.srt");

        SelectedFile file = Assert.Single(Select(new Selection { Paths = [_folder.Path] }));

        Assert.Equal(new SelectedFile(_folder["link.srt"], 5, File.GetLastWriteTimeUtc(target).Ticks, null), file);
    }

    [Fact]
    public void Enumerate_LinkedDirectory_IsEntered()
    {
        using TempFolder other = new();
        other.Write("x/a.srt");
        Directory.CreateSymbolicLink(_folder["link"], other.Path);

        Assert.Equal([_folder["link/x/a.srt"]], SelectAll().Select(file => file.Path));
    }

    [Fact]
    public void Enumerate_LinkToAContainingDirectory_IsALoop()
    {
        _folder.Write("a/b/1.srt");
        Directory.CreateSymbolicLink(_folder["a/b/parent"], "..");
        Directory.CreateSymbolicLink(_folder["a/b/root"], _folder.Path);
        Directory.CreateSymbolicLink(_folder["a/b/above"], Path.GetDirectoryName(_folder.Path)!);
        Directory.CreateSymbolicLink(_folder["a/here"], ".");

        SelectedFile[] files = SelectAll();

        Assert.Equal(["a/b/1.srt", "a/b/above", "a/b/parent", "a/b/root", "a/here"], files.Select(Relative));
        Assert.All(files.Skip(1), file => Assert.Equal(Loop(file.Path), file.Problem));
    }

    [Fact]
    public void Enumerate_LinksThatLeadToEachOther_EndInALoop()
    {
        _folder.Write("a/1.srt");
        _folder.Write("b/2.srt");
        Directory.CreateSymbolicLink(_folder["a/to-b"], "../b");
        Directory.CreateSymbolicLink(_folder["b/to-a"], "../a");

        SelectedFile[] files = SelectAll();

        Assert.Equal(
            ["a/1.srt", "a/to-b/2.srt", "a/to-b/to-a", "b/2.srt", "b/to-a/1.srt", "b/to-a/to-b"], files.Select(Relative));
        Assert.Equal(Loop(_folder["a/to-b/to-a"]), files[2].Problem);
        Assert.Equal(Loop(_folder["b/to-a/to-b"]), files[5].Problem);
    }

    [Fact]
    public void Enumerate_BrokenLinks_AreReported()
    {
        File.CreateSymbolicLink(_folder["dangling.srt"], "no where.srt");
        File.CreateSymbolicLink(_folder["self.srt"], "self.srt");
        File.CreateSymbolicLink(_folder["unwanted.txt"], "nowhere");

        Assert.Equal(
            [
                new("DanglingLink", $"'{_folder["dangling.srt"]}' is a link to 'no where.srt', which does not exist."),
                new("SymlinkLoop", $"'{_folder["self.srt"]}' is a link that leads back to itself."),
            ],
            Select(new Selection { Paths = [_folder.Path], Filter = "*.srt" }).Select(file => file.Problem!));
        Assert.Equal("DanglingLink", Assert.Single(Select(new Selection { LiteralPaths = [_folder["dangling.srt"]] })).Problem?.Code);
    }

    [Fact]
    public void Enumerate_SpecialFiles_AreReportedUnopened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), UnixOnly);
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "The managed fallback takes a named pipe for a file.");
        _folder.Shell("mkfifo pipe.srt && ln -s pipe.srt link.srt && ln -s /dev/null null.srt");
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["socket.srt"]));

        Assert.Equal(
            [
                new("SpecialFile", $"'{_folder["link.srt"]}' is a named pipe; only regular files are read."),
                new("SpecialFile", $"'{_folder["null.srt"]}' is a device; only regular files are read."),
                new("SpecialFile", $"'{_folder["pipe.srt"]}' is a named pipe; only regular files are read."),
                new("SpecialFile", $"'{_folder["socket.srt"]}' is a socket; only regular files are read."),
            ],
            SelectAll().Select(file => file.Problem!));
    }

    [Fact]
    public void Enumerate_InvalidUtf8Names_AreReported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse names that are not valid UTF-8.");
        _folder.Shell(@"touch ""$(printf 'a\377.srt')"" ""$(printf 'a\376.srt')"" good.srt");
        _folder.Shell(@"mkdir ""$(printf 'd\377')"" && touch ""$(printf 'd\377')/1.srt""");

        SelectedFile[] files = SelectAll();
        _folder.Shell("rm -r ./*"); // .NET cannot

        Assert.Equal(["a\uFFFD.srt", "a\uFFFD.srt", "d\uFFFD", "good.srt"], files.Select(Relative));
        Assert.All(files.Take(3), file => Assert.Equal(InvalidName(file.Path), file));
        Assert.Null(files[3].Problem);
    }

    [Fact]
    public void Enumerate_InvalidNameThatLooksLikeAnother_TakesTheOtherOnce()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse names that are not valid UTF-8.");
        string real = _folder.Write("a\uFFFD.srt");
        _folder.Shell(@"touch ""$(printf 'a\377.srt')""");

        SelectedFile[] files = SelectAll();
        _folder.Shell("rm -r ./*"); // .NET cannot

        Assert.Equal(2, files.Length);
        Assert.Single(files, file => file.Problem is null);
        Assert.Single(files, InvalidName(real));
    }

    [Fact]
    public void Enumerate_UnreadableDirectory_IsReportedAndTheRestGoesOn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), UnixOnly);
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may read every directory.");
        _folder.Write("a/1.srt");
        _folder.Write("b/2.srt");
        _folder.Shell("chmod 000 a");
        SelectedFile[] files = SelectAll();
        _folder.Shell("chmod 700 a");

        Assert.Equal(["a", "b/2.srt"], files.Select(Relative));
        Assert.Equal(
            $"The directory '{_folder["a"]}' cannot be read: Access to the path '{_folder["a"]}' is denied.", files[0].Problem?.Message);
        Assert.Equal("UnreadableDirectory", files[0].Problem?.Code);
    }

    [Fact]
    public void List_DirectoryThatIsGone_IsUnreadable()
    {
        using DirectoryEntries entries = DirectoryEntries.List(_folder["gone"], _ => true, TestContext.Current.CancellationToken);

        Assert.Equal("UnreadableDirectory", entries.Problem?.Code);
        Assert.StartsWith($"The directory '{_folder["gone"]}' cannot be read: ", entries.Problem?.Message, StringComparison.Ordinal);
        Assert.False(entries.TryNext(out _));
    }

    private static SelectionProblem Loop(string path) =>
        new("SymlinkLoop", $"'{path}' leads back to a directory that contains it and is not entered.");

    private static SelectedFile InvalidName(string path) =>
        new(path, 0, 0, new SelectionProblem(
            "InvalidName", $"'{path}' has a name that is not valid UTF-8 and cannot be opened; rename it."));

    private string Relative(SelectedFile file) => PathScope.RelativePath(file.Path, _folder.Path)!;

    private SelectedFile[] SelectAll() => [.. Select(new Selection { Paths = [_folder.Path], Recurse = true })];

    private static IEnumerable<SelectedFile> Select(Selection selection) =>
        new Selector(selection, []).Enumerate(TestContext.Current.CancellationToken);
}
