using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class DiagnosticReaderTests : IDisposable
{
    private readonly Some _some = new();

    public DiagnosticReaderTests()
    {
        _some.Inputs(3);
        _some.Parameters["-ThrottleLimit"] = "1";
    }

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Read_LiveAndRecordedResults_GivesEveryDiagnosticAsTold()
    {
        (RunSummary run, List<BatchResult> results) = _some.Run(_some.Engine(KeptRun.Telling()));

        using var reader = new DiagnosticReader();
        Assert.All(results, result => Assert.Equal(KeptRun.Of(result.Name), reader.Read(result)));
        KeptRun.AssertWhole(run);
        Assert.All(results, result => Assert.Equal(20, result.Diagnostics.Count));
        Assert.All(results.Zip(BatchEngine.Results(run)), pair => Assert.Equal(pair.First.Diagnostics, pair.Second.Diagnostics));
    }

    [Fact]
    public void Read_ARunThatKeptFew_SaysHowToGetThem()
    {
        BatchResult result = _some.Run(_some.Engine(TestProcessor.Upper())).Results[0];

        using var reader = new DiagnosticReader();
        BatchException refused = Assert.Throws<BatchException>(() => reader.Read(result).ToList());

        Assert.Equal("DiagnosticsNotKept", refused.Code);
        Assert.Equal($"Run {result.RunId} has only the few diagnostics that its results show. A run of Srt with the option Report=Diagnostics keeps every one.", refused.Message);
        Assert.Empty(Directory.GetFiles(_some.State, "*.diagnostics", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Read_AChangedByte_IsThatItemsErrorAlone(int damaged)
    {
        RunSummary run = _some.Run(_some.Engine(KeptRun.Telling())).Summary;
        string path = DiagnosticsFile.PathOf(run.JournalPath);
        DiagnosticPiece piece = BatchEngine.Results(run).ElementAt(damaged).Told!.Pieces.Single();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[piece.Offset + (piece.Length / 2)] ^= 1;
        File.WriteAllBytes(path, bytes);

        AssertDamaged(run, damaged, $"The diagnostics of '000{damaged}.txt' cannot be read from '{path}': the {piece.Length} bytes from byte {piece.Offset} on have changed. "
            + $"Its result stands; to have them again, run '{Path.Combine(_some.Root, $"000{damaged}.txt")}' again in a new run.");
    }

    [Fact]
    public void Read_ATornFile_IsTheLastItemsErrorAlone()
    {
        RunSummary run = _some.Run(_some.Engine(KeptRun.Telling())).Summary;
        string path = DiagnosticsFile.PathOf(run.JournalPath);
        long length = new FileInfo(path).Length;
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(length - 1);
        }

        AssertDamaged(run, 2, $"The diagnostics of '0002.txt' cannot be read from '{path}': it ends at byte {length - 1}, and they reach to byte {length}. "
            + $"Its result stands; to have them again, run '{Path.Combine(_some.Root, "0002.txt")}' again in a new run.");
    }

    [Fact]
    public void Read_AMissingFile_IsTheItemsError()
    {
        RunSummary run = _some.Run(_some.Engine(KeptRun.Telling())).Summary;
        File.Delete(DiagnosticsFile.PathOf(run.JournalPath));

        using var reader = new DiagnosticReader();
        Assert.All(BatchEngine.Results(run), result =>
            Assert.Equal(DiagnosticReader.Damaged, Assert.Throws<BatchException>(() => reader.Read(result).ToList()).Code));
    }

    private static void AssertDamaged(RunSummary run, int damaged, string message)
    {
        using var reader = new DiagnosticReader();
        foreach (BatchResult result in BatchEngine.Results(run))
        {
            if (result.Index != damaged)
            {
                Assert.Equal(KeptRun.Of(result.Name), reader.Read(result));
                continue;
            }

            BatchException error = Assert.Throws<BatchException>(() => reader.Read(result).ToList());
            Assert.Equal((DiagnosticReader.Damaged, message), (error.Code, error.Message));
        }
    }
}
