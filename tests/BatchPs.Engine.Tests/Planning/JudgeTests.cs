using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class JudgeTests : IDisposable
{
    private const string Operation = "op";

    private readonly TempFolder _folder = new();
    private readonly LocalStorage _storage = new();
    private readonly string _input;
    private readonly string _output;
    private readonly BatchResult _result;
    private readonly ResultStamps _stamps;

    public JudgeTests()
    {
        _input = _folder.Write("in.txt", "text");
        _output = _folder.Write("out.txt", "TEXT");
        _result = new BatchResult { RunId = "r", Index = 0, Name = "in.txt", Path = _input, OutputPath = _output, Status = ItemStatus.Succeeded };
        _stamps = new ResultStamps
        {
            Input = _storage.Stat(_input), InputHash = ContentHash.OfFile(_storage, _input),
            Output = _storage.Stat(_output), OutputHash = ContentHash.OfFile(_storage, _output),
        };
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ItemStatus.Succeeded, Verdict.Done)]
    [InlineData(ItemStatus.Unchanged, Verdict.Done)]
    [InlineData(ItemStatus.Skipped, Verdict.Done)]
    [InlineData(ItemStatus.Failed, Verdict.Failed)]
    [InlineData(ItemStatus.Interrupted, Verdict.Interrupted)]
    [InlineData(ItemStatus.NotRun, Verdict.Interrupted)]
    public void Of_NothingChanged_GoesByTheStatus(ItemStatus status, string expected) =>
        Assert.Equal(expected, Of(_result with { Status = status }, _stamps));

    [Fact]
    public void Of_AnotherOperation_IsOperationChangedUnlessTheRecordHasItsOwn()
    {
        var judge = new Judge(_storage, "other", byContent: false);

        Assert.Equal(Verdict.OperationChanged, judge.Of(_result, _stamps, Operation, inDoubt: false));
        Assert.Equal(Verdict.Done, judge.Of(_result, _stamps with { Operation = "other" }, Operation, inDoubt: false));
    }

    [Fact]
    public void Of_TheInputTouched_IsChangedByTimeAndDoneByContent()
    {
        File.SetLastWriteTimeUtc(_input, DateTime.UtcNow.AddDays(-1));

        Assert.Equal(Verdict.InputChanged, Of(_result, _stamps));
        Assert.Equal(Verdict.Done, Of(_result, _stamps, byContent: true));
    }

    [Fact]
    public void Of_TheInputRewrittenWithItsSizeAndTime_IsSeenByContentOnly()
    {
        DateTime time = File.GetLastWriteTimeUtc(_input);
        File.WriteAllText(_input, "next");
        File.SetLastWriteTimeUtc(_input, time);

        Assert.Equal(Verdict.Done, Of(_result, _stamps));
        Assert.Equal(Verdict.InputChanged, Of(_result, _stamps, byContent: true));
    }

    [Fact]
    public void Of_TheInputGone_IsInputChanged()
    {
        File.Delete(_input);

        Assert.Equal(Verdict.InputChanged, Of(_result, _stamps));
    }

    [Fact]
    public void Of_ByContentAndNoHashRecorded_IsNoHashUnlessTheItemWasLeftOutOrTheSizeIsAnother()
    {
        ResultStamps without = _stamps with { InputHash = null };

        Assert.Equal(Verdict.NoHash, Of(_result, without, byContent: true));
        Assert.Equal(Verdict.InputChanged, Of(_result, without with { Input = new FileStamp(5, 0) }, byContent: true));
        Assert.Equal(Verdict.Done, Of(_result with { Status = ItemStatus.Skipped }, without, byContent: true));
    }

    [Theory]
    [InlineData(null, Verdict.OutputMissing)]
    [InlineData("EDIT", Verdict.OutputEdited)]
    [InlineData("longer", Verdict.OutputEdited)]
    [InlineData("TEXT", Verdict.Done)]
    public void Of_TheOutputWrittenAgain_GoesByItsContent(string? text, string expected)
    {
        File.Delete(_output);
        if (text is not null)
        {
            File.WriteAllText(_output, text);
            File.SetLastWriteTimeUtc(_output, DateTime.UtcNow.AddDays(-1));
        }

        Assert.Equal(expected, Of(_result, _stamps));
    }

    [Fact]
    public void OutputIsOurs_NoOutputRecorded_IsFalse() =>
        Assert.False(new Judge(_storage, Operation, byContent: false).OutputIsOurs(_output, _storage.Stat(_output)!.Value, default, inDoubt: true));

    [Theory]
    [InlineData(null, 0, Verdict.OutputMissing)]
    [InlineData("", 0, Verdict.NotDurable)]
    [InlineData("T\0\0\0", 0, Verdict.NotDurable)]
    [InlineData("T\0\0\0", -60, Verdict.NotDurable)]
    [InlineData("EDIT", 60, Verdict.OutputEdited)]
    [InlineData("TEXT", -60, Verdict.Done)]
    [InlineData("TEXT", 0, Verdict.Done)]
    public void Of_AnOutputInDoubt_IsReadWhateverSizeAndTimeSay(string? standing, int secondsLater, string expected)
    {
        File.Delete(_output);
        if (standing is not null)
        {
            File.WriteAllText(_output, standing);
            File.SetLastWriteTimeUtc(_output, new DateTime(_stamps.Output!.Value.LastWriteTicks, DateTimeKind.Utc).AddSeconds(secondsLater));
        }

        Assert.Equal(expected, new Judge(_storage, Operation, byContent: false).Of(_result, _stamps, Operation, inDoubt: true));
        if (_storage.Stat(_output) is { } now)
        {
            Assert.Equal(expected != Verdict.OutputEdited, new Judge(_storage, Operation, byContent: false).OutputIsOurs(_output, now, _stamps, inDoubt: true));
        }
    }

    [Fact]
    public void Of_AResultThatWasTakenBack_IsNotDurable() =>
        Assert.Equal(Verdict.NotDurable, Of(_result with { Status = ItemStatus.Interrupted, Reason = Verdict.NotDurable }, _stamps));

    private string Of(BatchResult result, in ResultStamps stamps, bool byContent = false) =>
        new Judge(_storage, Operation, byContent).Of(result, stamps, Operation, inDoubt: false);
}
