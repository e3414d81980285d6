using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BatchPs.Engine;
using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>The item a script block runs on, as <c>$BatchItem</c>; good until the attempt ends.</summary>
public sealed class BlockItem
{
    private readonly IItemContext _item;
    private bool _isOver;

    internal BlockItem(IItemContext item, object? value)
    {
        _item = item;
        Index = item.Index;
        Key = item.Name;
        Attempt = item.Attempt;
        Path = item.Path;
        Value = value;
        Cancellation = item.Cancellation;
        FinalPath = item.OutputPath;
    }

    /// <summary>Position in the run, from 0.</summary>
    public long Index { get; }

    /// <summary>The identity: a file's path relative to the root, the text of a scalar, or the item's key.</summary>
    public string Key { get; }

    /// <summary>The same, under the name it has in results.</summary>
    public string Name => Key;

    /// <summary>Attempt from 1.</summary>
    public int Attempt { get; }

    /// <summary>The item itself, as it is in <c>$_</c>.</summary>
    public object? Value { get; }

    /// <summary>Full path of the input; null when the item is not a file.</summary>
    public string? Path { get; }

    /// <summary>Where to write the output: a temporary file's path, with the output's extension. Nothing is there yet. What stands there when the
    /// block has succeeded appears at <see cref="FinalPath"/>, whole; else it is deleted. The item fails when the block has asked and nothing stands there.</summary>
    /// <exception cref="BatchException"><c>NoDestination</c>: the run has no destination; <c>ItemHasNoFile</c>: the item is no file.</exception>
    public string OutputPath
    {
        get
        {
            try
            {
                return Live().ReserveOutput();
            }
            catch (BatchException refused)
            {
                // PowerShell makes $null of it, and the block would go on to write nowhere.
                Refusal = refused;
                throw;
            }
        }
    }

    /// <summary>Full path at which the output will appear; null when the run has no destination.</summary>
    public string? FinalPath { get; }

    /// <summary>Cancelled at the item's time limit and when the run stops at once.</summary>
    public CancellationToken Cancellation { get; }

    private string? SkipReason { get; set; }

    private string? FailMessage { get; set; }

    // Why the output was refused; the item fails with it.
    private BatchException? Refusal { get; set; }

    /// <summary>Sets a metric on the result.</summary>
    public void SetMetric(string name, double value) => Live().SetMetric(name, value);

    /// <summary>Sets something found out about the item on the result.</summary>
    public void SetFact(string name, string value) => Live().SetFact(name, value);

    /// <summary>Makes the item Skipped when the block ends without an error; the block goes on until it returns.</summary>
    /// <param name="reason">A word such as <c>Empty</c>; <c>SkippedByBlock</c> when there is none.</param>
    public void Skip(string reason = "")
    {
        Live();
        SkipReason = string.IsNullOrWhiteSpace(reason) ? "SkippedByBlock" : reason;
    }

    /// <summary>Makes the item Failed when the block ends; the block goes on until it returns.</summary>
    /// <param name="message">Why, for the person running it.</param>
    public void Fail(string message) => FailMessage = Live() is not null && !string.IsNullOrWhiteSpace(message)
        ? message
        : throw BatchException.Invalid("NoFailMessage", $"'{Key}' was to fail without a message; Fail takes one.", Key);

    /// <summary>Says how far the item is.</summary>
    public void ReportProgress(long done, long total) => Live().ReportProgress(done, total);

    public override string ToString() => Key;

    /// <summary>What is shown of it: not <see cref="OutputPath"/>, because looking at that is asking for it.</summary>
    internal static SessionStateTypeEntry Display { get; } = new(
        new TypeData(typeof(BlockItem))
        {
            DefaultDisplayPropertySet = new PropertySetData([nameof(Index), nameof(Key), nameof(Attempt), nameof(Path), nameof(Value), nameof(FinalPath)]),
        },
        isRemove: false);

    /// <summary>How the block wants the item to end; null when it left that to its output.</summary>
    internal OperationOutcome? Verdict() =>
        Refusal is not null ? OperationOutcome.Failed(ScriptErrors.Of(Refusal, _item))
        : FailMessage is not null ? OperationOutcome.Failed(ScriptErrors.Declared(FailMessage, _item))
        : SkipReason is not null ? OperationOutcome.Skipped(SkipReason)
        : null;

    /// <summary>The item as the engine has it.</summary>
    internal IItemContext Context => _item;

    /// <summary>Says that the attempt has ended.</summary>
    internal void Close() => _isOver = true;

    private IItemContext Live() => _isOver
        ? throw BatchException.Invalid("ItemIsOver", $"The attempt at '{Key}' has ended; $BatchItem is good for the block that it runs in.", Key)
        : _item;
}
