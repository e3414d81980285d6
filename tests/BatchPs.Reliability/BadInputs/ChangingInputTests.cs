using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Tests;
using Xunit;

namespace BatchPs.Reliability.BadInputs;

/// <summary>Inputs that change under the operation that reads them, and inputs posted one by one. The command line has no operation that
/// could change its input at a known moment, and takes no posted inputs: these are the engine's.</summary>
public sealed class ChangingInputTests : IDisposable
{
    private const string Victim = "0001.txt";

    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    public static TheoryData<string, int, string, string> Changes => new()
    {
        { "deleted", 0, "InputChanged", "The input '{0}' changed while it was processed." },
        { "deleted", 1, "InputNotFound", "Could not find file '{0}'." },
        { "truncated", 0, "InputChanged", "The input '{0}' changed while it was processed." },
        { "grown", 0, "InputChanged", "The input '{0}' changed while it was processed." },
        { "replaced", 0, "InputChanged", "The input '{0}' changed while it was processed." },
        { "made a directory", 0, "InputChanged", "The input '{0}' changed while it was processed." },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Start_AnInputChangesWhileItIsRead_FailsAndTheOthersRun(string change, int retries, string code, string message)
    {
        _some.Inputs(3);
        _some.Parameters["-MaxRetry"] = $"{retries}";
        string path = Path.Combine(_some.Root, Victim);

        (RunSummary summary, List<BatchResult> results) = _some.Run(_some.Engine(ChangingIts(change)));

        BatchResult failed = Assert.Single(results, result => result.Status == ItemStatus.Failed);
        Assert.Equal((Victim, code, message.Replace("{0}", path, StringComparison.Ordinal)), (failed.Name, failed.Error!.Code, failed.Error.Message));
        Assert.Equal((3, 2, 1), (summary.Total, summary.Succeeded, summary.Failed));
        Assert.Equal(["0000.txt", "0002.txt"], Outputs());
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_PipedPathsThatLeadOut_FailByName()
    {
        _some.Inputs(2);
        string outside = _some.Folder.Write("secret.txt", "secret");
        string message = $"'{outside}' is not inside the root '{_some.Root}'; its place in the output tree is unknown. Give a root that contains all items.";

        RunSummary summary = Post("0000.txt", outside, "../secret.txt", "deep/../../secret.txt", "0001.txt");

        ItemError[] errors = [.. BatchEngine.Results(summary).Where(result => result.Status == ItemStatus.Failed).Select(result => result.Error!)];
        Assert.Equal(Enumerable.Repeat(("OutsideRoot", message), 3), errors.Select(error => (error.Code, error.Message)));
        Assert.Equal((5, 2, 3), (summary.Total, summary.Succeeded, summary.Failed));
        Assert.Equal(["0000.txt", "0001.txt"], Outputs());
        Assert.Equal("secret", File.ReadAllText(outside));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_OneFilePipedTwice_FailsTheLaterAndTheOthersRun()
    {
        _some.Inputs(2);

        RunSummary summary = Post("0000.txt", "0000.txt", "0001.txt");

        BatchResult later = Assert.Single(BatchEngine.Results(summary), result => result.Status == ItemStatus.Failed);
        Assert.Equal(
            (1L, "OutputCollision", $"'0000.txt' has the output path '{Path.Combine(_some.Destination, "0000.txt")}', which an earlier item of this run has. "
                + "Give it a suffix or skip it on collision, or leave one out."),
            (later.Index, later.Error!.Code, later.Error.Message));
        Assert.Equal((3, 2, 1), (summary.Total, summary.Succeeded, summary.Failed));
        Some.AssertAddsUp(summary);
    }

    [Fact]
    public void Start_OutputWhoseNameGetsTooLong_FailsByNameAndTheOthersRun()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The message is that of Linux.");
        _some.Inputs(1);
        string name = new string('n', 251) + ".txt";
        _some.Folder.Write($"in/{name}", "long");

        RunSummary summary = Post(request => request with { OnCollision = CollisionPolicy.Suffix }, name, name, "0000.txt");

        BatchResult later = Assert.Single(BatchEngine.Results(summary), result => result.Status == ItemStatus.Failed);
        string output = Path.Combine(_some.Destination, new string('n', 251) + " (2).txt");
        Assert.Equal(
            (1L, "NameTooLong", 1, $"The output '{output}' could not be written: Could not rename to '{output}': File name too long."),
            (later.Index, later.Error!.Code, later.Attempts, later.Error.Message));
        Assert.Equal((3, 2, 1), (summary.Total, summary.Succeeded, summary.Failed));
        Assert.Equal(["0000.txt", name], Outputs());
        Assert.Empty(_some.Temps());
        Some.AssertAddsUp(summary);
    }

    private string[] Outputs() => [.. Directory.GetFiles(_some.Destination).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    // Read to the end first, so that what changes is certain not to have been read.
    private static TestProcessor ChangingIts(string change) => new(item =>
    {
        using (var writer = new StreamWriter(item.CreateOutput()))
        using (var reader = new StreamReader(item.OpenInput()))
        {
            writer.Write(reader.ReadToEnd());
        }

        if (item.Name == Victim)
        {
            Change(change, item.Path!);
        }

        return OperationOutcome.Succeeded();
    });

    private static void Change(string change, string path)
    {
        switch (change)
        {
            case "deleted":
                File.Delete(path);
                break;
            case "truncated":
                File.WriteAllText(path, "");
                break;
            case "grown":
                File.AppendAllText(path, "more");
                break;
            case "replaced":
                File.WriteAllText(path + "2", File.ReadAllText(path).ToUpperInvariant());
                File.SetLastWriteTimeUtc(path + "2", File.GetLastWriteTimeUtc(path).AddSeconds(1));
                File.Move(path + "2", path, overwrite: true);
                break;
            default:
                File.Delete(path);
                Directory.CreateDirectory(path);
                break;
        }
    }

    private RunSummary Post(params string[] names) => Post(request => request, names);

    private RunSummary Post(Func<BatchRequest, BatchRequest> change, params string[] names)
    {
        BatchEngine engine = _some.Engine(TestProcessor.Upper());
        BatchDefinition definition = engine.Define(change(_some.Request(request => request with { Selection = null })), out _);
        using BatchExecution execution = engine.Start(definition);
        foreach (string name in names)
        {
            Assert.True(execution.TryPost(BatchInput.File(Path.Combine(_some.Root, name))));
        }

        execution.EndInput(complete: true);
        return Some.Drain(execution).Summary;
    }
}
