using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>A glossary as a part of a run's operation.</summary>
public sealed class GlossaryRunTests : IDisposable
{
    private readonly Some _some = new();
    private readonly BatchEngine _engine;

    public GlossaryRunTests()
    {
        _engine = _some.Engine(new SrtProcessor());
        _some.Folder.Write("in/a.srt", "1\n00:00:01,000 --> 00:00:03,000\nthe gita\n");
        _some.Folder.Write("in/b.srt", "1\n00:00:01,000 --> 00:00:03,000\nnothing\n");
        Write("gita,Bhagavad Gita");
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Define_RelativePath_IsFullFromTheRequestsDirectory()
    {
        var definition = _engine.Define(_some.Request(WithGlossary), out _);

        Assert.Equal(_some.Folder["terms.csv"], definition.Operation.Options["Glossary"]);
        var file = Assert.Single(definition.Operation.Files);
        Assert.Equal(("Glossary", _some.Folder["terms.csv"]), (file.Option, file.Path));
    }

    [Fact]
    public void Define_OddGlossary_WarnsOnce()
    {
        Write("gi,Bhagavad Gita");

        _engine.Define(_some.Request(WithGlossary), out var notices);

        Assert.Equal(
            [new RunNotice(NoticeLevel.Warning, $"{_some.Folder["terms.csv"]}:2: the variant 'gi' has 2 letters and may be found where it is not meant.")],
            notices.Where(notice => notice.Level == NoticeLevel.Warning));
    }

    [Fact]
    public void Incremental_SameGlossary_IsUnchanged()
    {
        Assert.Equal(["New", "New"], Reasons());
        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime"], Reasons());
        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\nthe Bhagavad Gita\n", File.ReadAllText(_some.Folder["out/a.srt"]));
    }

    [Fact]
    public void Incremental_GlossaryTouchedOrMoved_IsUnchanged()
    {
        Reasons();
        _some.Folder.Write("other/terms.csv", File.ReadAllText(_some.Folder["terms.csv"]));
        File.SetLastWriteTimeUtc(_some.Folder["terms.csv"], DateTime.UtcNow.AddMinutes(-5));

        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime"], Reasons());
        Assert.Equal(["SameSizeAndTime", "SameSizeAndTime"], Reasons("other/terms.csv"));
    }

    [Fact]
    public void Incremental_GlossaryEditedOrLeftOut_RunsAgain()
    {
        Reasons();
        Write("gita,Bhagavad Gītā");

        Assert.Equal(["OperationChanged", "OperationChanged"], Reasons());
        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\nthe Bhagavad Gītā\n", File.ReadAllText(_some.Folder["out/a.srt"]));
        Assert.Equal(["OperationChanged", "OperationChanged"], Reasons(""));
        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\nthe gita\n", File.ReadAllText(_some.Folder["out/a.srt"]));
    }

    [Fact]
    public void Resume_SameGlossary_FindsItAndRunsWhatIsLeft()
    {
        var (first, _) = _some.Run(_engine, WithGlossary);
        File.Delete(_some.Folder["out/a.srt"]);

        var (_, results) = Some.Resume(_engine, first);

        Assert.Equal("OutputMissing", Assert.Single(results).Reason);
        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\nthe Bhagavad Gita\n", File.ReadAllText(_some.Folder["out/a.srt"]));
    }

    [Fact]
    public void Resume_GlossaryEdited_IsRefusedUnlessForced()
    {
        var (first, _) = _some.Run(_engine, WithGlossary);
        Write("gita,Bhagavad Gītā");

        var refused = Assert.Throws<BatchException>(() => Some.Resume(_engine, first));
        Assert.Equal(
            ("OperationChanged", "The run was made with another operation; what differs: Glossary. Forced, the items that are done run again with it."),
            (refused.Code, refused.Message));

        var (_, forced) = Some.Resume(_engine, first, change: request => request with { Force = true });
        Assert.Equal(["OperationChanged", "OperationChanged"], forced.Select(result => result.Reason));
        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\nthe Bhagavad Gītā\n", File.ReadAllText(_some.Folder["out/a.srt"]));

        var (_, after) = Some.Resume(_engine, first);
        Assert.Empty(after);
    }

    [Fact]
    public void Resume_GlossaryGone_SaysSo()
    {
        var (first, _) = _some.Run(_engine, WithGlossary);
        File.Delete(_some.Folder["terms.csv"]);

        Assert.Equal("GlossaryNotFound", Assert.Throws<BatchException>(() => Some.Resume(_engine, first)).Code);
    }

    [Fact]
    public void Start_GlossaryEditedSinceItWasDefined_IsRefused()
    {
        var definition = _engine.Define(_some.Request(WithGlossary), out _);
        Write("gita,Bhagavad Gītā");

        var refused = Assert.Throws<BatchException>(() => _engine.Start(definition));

        Assert.Equal(
            ("OperationChanged", "The operation is not the one that was defined; what differs: Glossary. Define the run again."),
            (refused.Code, refused.Message));
    }

    [Fact]
    public void Resume_FillerWordsOfAnEditedFile_IsRefused()
    {
        _some.Folder.Write("words.txt", "the\n");
        var (first, _) = _some.Run(_engine, request => request with
        {
            Processor = "Srt", Options = new Dictionary<string, string> { ["fillerwords"] = " @ words.txt" },
        });
        Assert.Equal("1\n00:00:01,000 --> 00:00:03,000\ngita\n", File.ReadAllText(_some.Folder["out/a.srt"]));
        _some.Folder.Write("words.txt", "gita\n");

        var refused = Assert.Throws<BatchException>(() => Some.Resume(_engine, first));

        Assert.Equal(
            ("OperationChanged", "The run was made with another operation; what differs: FillerWords. Forced, the items that are done run again with it."),
            (refused.Code, refused.Message));
    }

    [Fact]
    public void Define_FillerWordsOfAFile_AreFullFromTheRequestsDirectory()
    {
        _some.Folder.Write("words.txt", "um\n");
        var definition = _engine.Define(
            _some.Request(request => request with { Processor = "Srt", Options = new Dictionary<string, string> { ["FillerWords"] = "@words.txt" } }), out _);

        Assert.Equal("@" + _some.Folder["words.txt"], definition.Operation.Options["FillerWords"]);
        var file = Assert.Single(definition.Operation.Files);
        Assert.Equal(("FillerWords", _some.Folder["words.txt"]), (file.Option, file.Path));
    }

    private static BatchRequest WithGlossary(BatchRequest request) => With(request, "terms.csv");

    private static BatchRequest With(BatchRequest request, string glossary) => request with
    {
        Processor = "Srt",
        Options = glossary.Length == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["glossary"] = glossary },
    };

    private string[] Reasons(string glossary = "terms.csv")
    {
        _some.Parameters["-Incremental"] = "SizeTime";
        var (summary, results) = _some.Run(_engine, request => With(request, glossary));
        Some.AssertAddsUp(summary);
        Assert.Equal(0, summary.Failed);
        return [.. results.OrderBy(result => result.Index).Select(result => result.Reason ?? "")];
    }

    private void Write(string row) => _some.Folder.Write("terms.csv", $"term,replacement\n{row}\n");
}
