using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class IdentificationTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Identify_AFile_HasItsPathFromTheRootAndMirrorsIt()
    {
        BatchItem item = Make(PipedFiles()).Identify(BatchInput.File(_some.Folder["in/deep/../deep/a.txt"]));

        Assert.Equal((0L, "deep/a.txt", _some.Folder["in/deep/a.txt"], _some.Folder["out/deep/a.txt"]), (item.Index, item.Key, item.Path, item.OutputPath));
        Assert.False(item.IsRecorded);
    }

    [Fact]
    public void Identify_AFileOutsideTheRoot_IsRejectedByItsPath()
    {
        string outside = _some.Folder["elsewhere/a.txt"];

        BatchItem item = Make(PipedFiles()).Identify(BatchInput.File(outside));

        Assert.Equal((outside, "OutsideRoot", null), (item.Key, item.Rejected?.Code, item.OutputPath));
        Assert.Equal(
            $"'{outside}' is not inside the root '{_some.Root}'; its place in the output tree is unknown. Give a root that contains all items.", item.Rejected?.Message);
    }

    [Theory]
    [InlineData("in/folder", "Directory")]
    [InlineData("in/done/a.txt", "InsideDestination")]
    [InlineData("in/.bps~0a1b2c3d~7", "TemporaryOutput")]
    public void Identify_WhatIsNoInput_IsSkippedWithItsReason(string path, string reason)
    {
        Directory.CreateDirectory(_some.Folder["in/folder"]);

        BatchItem item = Make(PipedFiles() with { Destination = _some.Folder["in/done"] }).Identify(BatchInput.File(_some.Folder[path]));

        Assert.Equal((reason, null), (item.SkipReason, item.OutputPath));
    }

    [Fact]
    public void Identify_AnotherTypeThanTheFirstFileChose_IsRejected()
    {
        Identification byType = Make(PipedFiles() with { PickedByType = true });

        Assert.Null(byType.Identify(BatchInput.File(_some.Folder["in/A.TXT"])).Rejected);
        Assert.Equal(
            $"'{_some.Folder["in/b.doc"]}' is not of the types of processor Test (.txt), which the first file chose. Select one type, or name the processor.",
            byType.Identify(BatchInput.File(_some.Folder["in/b.doc"])).Rejected?.Message);
    }

    [Fact]
    public void Identify_OneFileThreeTimesWithSuffix_FindsAFreeNameBesideReservedOnes()
    {
        Identification identification = Make(PipedFiles() with { OnCollision = CollisionPolicy.Suffix });
        identification.Reserve(_some.Folder["out/a (2).txt"]);
        var file = BatchInput.File(_some.Folder["in/a.txt"]);

        Assert.Equal(
            [_some.Folder["out/a.txt"], _some.Folder["out/a (3).txt"], _some.Folder["out/a (4).txt"]],
            Enumerable.Range(0, 3).Select(_ => identification.Identify(file).OutputPath));
    }

    [Theory]
    [InlineData(CollisionPolicy.Fail, "OutputCollision", null)]
    [InlineData(CollisionPolicy.Skip, null, "OutputCollision")]
    public void Identify_OneFileTwice_FailsOrSkipsTheLater(CollisionPolicy policy, string? rejected, string? skipped)
    {
        Identification identification = Make(PipedFiles() with { OnCollision = policy });
        var file = BatchInput.File(_some.Folder["in/a.txt"]);
        identification.Identify(file);

        BatchItem later = identification.Identify(file);

        Assert.Equal((1L, rejected, skipped, null), (later.Index, later.Rejected?.Code, later.SkipReason, later.OutputPath));
    }

    [Fact]
    public void Identify_ObjectsWithAndWithoutAKey_AreKnownByKeyOrPosition()
    {
        Identification identification = Make(PipedFiles());

        Assert.Equal(["k", "#1"], new[] { "k", null }.Select(key => identification.Identify(BatchInput.Object(1, key, null)).Key));
        Assert.Equal(2, identification.Count);
    }

    [Fact]
    public void Again_AnEarlierItem_KeepsItsIndexAndCountsNoNewInput()
    {
        var identification = new Identification(PipedFiles(), [".txt"], nextIndex: 5);

        BatchItem again = identification.Again(2, BatchInput.File(_some.Folder["in/a.txt"]), Verdict.Interrupted);

        Assert.Equal((2L, true, "Interrupted", 5L), (again.Index, again.IsRecorded, again.Verdict, identification.Count));
        Assert.Equal(5, identification.Identify(BatchInput.File(_some.Folder["in/b.txt"])).Index);
    }

    private static Identification Make(BatchDefinition definition) => new(definition, [".txt"]);

    private BatchDefinition PipedFiles() =>
        _some.Engine(TestProcessor.Upper()).Define(_some.Request(request => request with { Selection = null }), out _);
}
