using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

using Xunit;

namespace BatchPs.Engine.Tests.Selecting;

public sealed class SelectorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Enumerate_Tree_IsDepthFirstInOrdinalOrderOfNames()
    {
        Write("b.srt", "a/z.srt", "a/B/1.srt", "a.srt", "Z.srt", "é.srt", "a-b/x.srt", "a/a.srt");
        Directory.CreateDirectory(_folder["empty"]);

        Assert.Equal(
            ["Z.srt", "a/B/1.srt", "a/a.srt", "a/z.srt", "a-b/x.srt", "a.srt", "b.srt", "é.srt"],
            Found(new Selection { LiteralPaths = [_folder.Path], Recurse = true }));
    }

    [Fact]
    public void Enumerate_Directory_GivesLengthAndTime()
    {
        string path = _folder.Write("a.srt", "12345");

        SelectedFile file = Assert.Single(Select(new Selection { Paths = [_folder.Path] }));

        Assert.Equal(new SelectedFile(path, 5, File.GetLastWriteTimeUtc(path).Ticks, null), file);
    }

    [Theory]
    [InlineData(false, null, "0")]
    [InlineData(false, 5, "0")]
    [InlineData(true, 0, "0")]
    [InlineData(true, 1, "0,a/1")]
    [InlineData(true, 2, "0,a/1,a/b/2")]
    [InlineData(true, null, "0,a/1,a/b/2,a/b/c/3")]
    public void Enumerate_Depth_LimitsTheLevelsBelow(bool recurse, int? depth, string expected)
    {
        Write("0", "a/1", "a/b/2", "a/b/c/3");

        Assert.Equal(expected.Split(','), Found(new Selection { Paths = [_folder.Path], Recurse = recurse, Depth = depth }));
    }

    [Fact]
    public void Enumerate_WildcardsInAnyPart_AreExpanded()
    {
        Write("lectures/1/week1.srt", "lectures/1/week10.srt", "lectures/2/week2.srt", "lectures/2/deep/week3.srt", "other/1/week1.srt");
        Write("lectures/week4.srt");

        Assert.Equal(["lectures/1/week1.srt", "lectures/2/week2.srt"], FoundBy("lectures/*/week?.srt"));
        Assert.Equal(["lectures/2/deep/week3.srt"], FoundBy("l*/2/deep/*"));
        Assert.Equal(["lectures/1/week1.srt", "other/1/week1.srt"], FoundBy("*/1/week1.srt"));
        Assert.Equal(["lectures/1/week1.srt", "lectures/1/week10.srt"], FoundBy("lectures/[0-1]"));
        Assert.Equal(["lectures/1/week1.srt"], FoundBy("lectures/1/week1.srt"));
    }

    [Theory]
    [InlineData("nothing/*.srt")]
    [InlineData("*/nothing")]
    [InlineData("a.srt/*")]
    [InlineData("?.txt")]
    public void Enumerate_WildcardThatMatchesNothing_GivesNoFiles(string path)
    {
        Write("a.srt");

        Assert.Empty(FoundBy(path));
    }

    [Fact]
    public void Enumerate_BracketsInALiteralPath_AreCharacters()
    {
        Write("[Group] talk - 01.srt", "G", "[x]/a.srt");

        Assert.Equal(["[Group] talk - 01.srt"], Found(Literal("[Group] talk - 01.srt")));
        Assert.Equal(["[x]/a.srt"], Found(Literal("[x]")));
        Assert.Equal(["[Group] talk - 01.srt"], FoundBy("`[Group`] talk - 01.srt"));
        Assert.Equal(["[x]/a.srt"], FoundBy("`[x`]/*.srt"));
        Assert.Equal(["G"], FoundBy("[Group]"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Enumerate_MissingPath_IsRefusedBeforeAnythingIsRead(bool literal)
    {
        string missing = _folder["no [1].srt"];
        Selection selection = literal
            ? new Selection { Paths = [_folder.Path], LiteralPaths = [missing] }
            : new Selection { Paths = [_folder.Path, missing.Replace("[", "`[", StringComparison.Ordinal)] };
        Selector selector = new(selection, []);

        BatchException error = Assert.Throws<BatchException>(() => selector.Enumerate(CancellationToken.None));

        Assert.Equal($"The path '{missing}' does not exist.", error.Message);
        Assert.Equal("PathNotFound", error.Code);
        Assert.Equal(ErrorCategory.Validation, error.Category);
    }

    [Fact]
    public void Constructor_BadWildcard_IsRefused()
    {
        BatchException error = Assert.Throws<BatchException>(() => new Selector(new Selection { Paths = [_folder["a[b/c"]] }, []));

        Assert.Equal("BadWildcard", error.Code);
        Assert.StartsWith("The wildcard 'a[b' cannot be used: it has '[' without ']'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_FilterWithASlash_IsRefused()
    {
        BatchException error = Assert.Throws<BatchException>(() => new Selector(new Selection { Filter = "a/*.srt" }, []));

        Assert.Equal(
            "The wildcard 'a/*.srt' cannot be used: a filter is compared with names, which have no '/'; use an include.", error.Message);
    }

    [Fact]
    public void Enumerate_FilterIncludeExclude_AllCount()
    {
        Write("a.srt", "a.txt", "b.srt", "old/a.srt", "new/a.srt", "new/old/a.srt", "new/deep/er/c.srt");
        Selection all = new() { Paths = [_folder.Path], Recurse = true };

        Assert.Equal(["a.txt"], Found(all with { Filter = "*.txt" }));
        Assert.Equal(["a.txt", "b.srt"], Found(all with { Include = ["*.txt", "b*"] }));
        Assert.Equal(["b.srt"], Found(all with { Filter = "*.srt", Include = ["a.txt", "b*"] }));
        Assert.Equal(["new/a.srt", "new/deep/er/c.srt"], Found(all with { Include = ["new/**"], Exclude = ["old"] }));
        Assert.Equal(["a.srt", "a.txt", "b.srt"], Found(all with { Exclude = ["new", "old/*"] }));
        Assert.Equal(["new/old/a.srt"], Found(all with { Include = ["**/old/*"], Exclude = ["old/"] }));
        Assert.Equal(["a.srt", "a.txt", "b.srt", "old/a.srt"], Found(all with { Exclude = ["**/a.srt/x", "n*"] }));
        Assert.Equal(["a.srt"], Found(all with { Paths = [_folder["?.*"]], Include = ["a*"], Exclude = ["*.txt"] }));
    }

    [Fact]
    public void Enumerate_SameFileByTwoPaths_IsSelectedOnce()
    {
        Write("a.srt", "b.srt", "c/d.srt");
        Selection selection = new()
        {
            Paths = [_folder["b.*"], _folder["*.srt"]],
            LiteralPaths = [_folder["c"], _folder.Path + "/", _folder["c/../a.srt"]],
            Recurse = true,
        };

        Assert.Equal(["b.srt", "a.srt", "c/d.srt"], Found(selection));
    }

    [Fact]
    public void Enumerate_PrunedDirectory_IsNeverEntered()
    {
        Write("a.srt", "out/a.srt", "out/deep/a.srt", "output/a.srt", "x/out/a.srt");
        Directory.CreateSymbolicLink(_folder["link"], "out");
        Directory.CreateSymbolicLink(_folder["link2"], _folder["out/deep"]);
        string[] pruned = [_folder["out"] + Path.DirectorySeparatorChar, _folder["not there"]];

        Assert.Equal(["a.srt", "output/a.srt", "x/out/a.srt"], Found(new Selection { Paths = [_folder.Path], Recurse = true }, pruned));
        Assert.Equal(["output/a.srt"], Found(new Selection { Paths = [_folder["o*"]] }, pruned));
        Assert.Empty(Found(new Selection { Paths = [_folder["o*/deep"]] }, pruned));
        Assert.Empty(Found(Literal("out/deep"), pruned));
        Assert.Empty(Found(Literal("out/a.srt"), pruned));
    }

    [Fact]
    public void Enumerate_OwnTemporaryFiles_AreNeverSelected()
    {
        Write("a.srt", ".bps~12345678~1", "d/.bps~12345678~2", ".bpsx");

        Assert.Equal([".bpsx", "a.srt"], Found(new Selection { Paths = [_folder.Path], Recurse = true }));
        Assert.Empty(FoundBy(".bps~*"));
        Assert.Empty(Found(Literal(".bps~12345678~1")));
    }

    [Fact]
    public void Enumerate_LongAndOddNames_AreOrdinary()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Names that Windows does not allow.");
        string[] names =
        [
            "\u001b[31mred", " lead", "#", "$(x)", "*", "-rf", "?", "[a", "`", "a\\b", "line\nbreak", "trail ", new string('x', 255), "~",
            "\u00e9", "字幕", "\uFFFD", "\uFFFD real", "🎬",
        ];
        Write(names);

        Assert.Equal(names.Order(StringComparer.Ordinal), Found(new Selection { LiteralPaths = [_folder.Path] }));
        Assert.All(Select(new Selection { LiteralPaths = [_folder.Path] }), file => Assert.Null(file.Problem));
    }

    [Fact]
    public void Enumerate_DirectoryLargerThanMemory_IsSortedAndComplete()
    {
        const int Count = 70_000;
        for (int i = 0; i < Count; i++)
        {
            File.Create(_folder[$"{i * 7919L % Count}"]).Dispose();
        }

        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"{i}").Order(StringComparer.Ordinal),
            Found(new Selection { LiteralPaths = [_folder.Path] }));
    }

    [Fact]
    public void Enumerate_Cancelled_Stops()
    {
        Write("a", "b", "c");
        using CancellationTokenSource source = new();
        using IEnumerator<SelectedFile> files =
            new Selector(new Selection { Paths = [_folder.Path] }, []).Enumerate(source.Token).GetEnumerator();
        Assert.True(files.MoveNext());
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => files.MoveNext());
    }

    [Fact]
    public void Enumerate_IsLazy_SeesWhatIsThereWhenItArrives()
    {
        Write("a/1", "b/1");
        using IEnumerator<SelectedFile> files =
            new Selector(new Selection { Paths = [_folder.Path], Recurse = true }, []).Enumerate(CancellationToken.None).GetEnumerator();
        Assert.True(files.MoveNext());
        Write("b/2");
        File.Delete(_folder["b/1"]);

        Assert.True(files.MoveNext());
        Assert.Equal(_folder["b/2"], files.Current.Path);
        Assert.False(files.MoveNext());
    }

    private Selection Literal(string relative) => new() { LiteralPaths = [_folder[relative]] };

    private void Write(params string[] files)
    {
        foreach (string file in files)
        {
            _folder.Write(file, "x");
        }
    }

    private string[] FoundBy(string path) => Found(new Selection { Paths = [_folder[path]] });

    private string[] Found(Selection selection, params string[] pruned) =>
        [.. Select(selection, pruned).Select(file => PathScope.RelativePath(file.Path, _folder.Path)!)];

    private static IEnumerable<SelectedFile> Select(Selection selection, params string[] pruned) =>
        new Selector(selection, pruned).Enumerate(TestContext.Current.CancellationToken);
}
