using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module.Scripts;

/// <summary>One worker's runspace. A terminating error, a stop or an <c>exit</c> ends only the item.</summary>
internal sealed class ScriptWorker : IOperationWorker
{
    // The value behind the block's own output: without it the block left by exit or break, which end it silently.
    private static readonly object Reached = new();
    private const string Outer = "param($BatchPsBlock, $BatchPsEnd) . $BatchPsBlock; $BatchPsEnd";
    private const string UsingValuesArgument = "--%";

    private readonly ScriptSource _source;
    private readonly Runspace _runspace;
    private readonly ConcurrentQueue<object> _streams;
    private readonly ScriptBlock _block;

    internal ScriptWorker(ScriptSource source, Runspace runspace, ConcurrentQueue<object> streams)
    {
        _source = source;
        _runspace = runspace;
        _streams = streams;
        _block = source.Ast.GetScriptBlock();
    }

    public OperationOutcome Run(IItemContext item)
    {
        using var shell = System.Management.Automation.PowerShell.Create();
        shell.Runspace = _runspace;
        shell.AddScript(Outer, useLocalScope: true).AddParameter("BatchPsBlock", _block).AddParameter("BatchPsEnd", Reached);
        if (_source.UsingValues.Count > 0)
        {
            shell.AddParameter(UsingValuesArgument, _source.UsingValues);
        }

        _runspace.SessionStateProxy.SetVariable("_", item.Value ?? FileOf(item.Path!));
        using CancellationTokenRegistration stop = item.Cancellation.Register(() => shell.BeginStop(null, null));
        try
        {
            Collection<PSObject> output = shell.Invoke();
            return Outcome(item, output);
        }
        catch (PipelineStoppedException)
        {
            item.Cancellation.ThrowIfCancellationRequested();
            return OperationOutcome.Failed(Exited(item));
        }
        catch (RuntimeException error)
        {
            return OperationOutcome.Failed(ErrorOf(error, item));
        }
        finally
        {
            Forward(shell.Streams);
        }
    }

    public void Dispose() => _runspace.Dispose();

    private static OperationOutcome Outcome(IItemContext item, Collection<PSObject> output)
    {
        if (output.Count == 0 || !ReferenceEquals(output[^1]?.BaseObject, Reached))
        {
            // A stopped block ends as silently as one that exits: what asked for the stop decides what it was.
            item.Cancellation.ThrowIfCancellationRequested();
            return OperationOutcome.Failed(Exited(item));
        }

        // An array: PowerShell slices no other read-only list.
        return output.Count == 1 ? OperationOutcome.Succeeded() : OperationOutcome.Succeeded(output.SkipLast(1).ToArray<object?>());
    }

    private static ItemError Exited(IItemContext item) =>
        new("ScriptExited", FieldCategory.Script, $"The script block left '{item.Name}' by exit or break before its end.", item.Path);

    private static FileSystemInfo FileOf(string path) => Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

    private static ItemError ErrorOf(RuntimeException error, IItemContext item)
    {
        ErrorRecord record = error.ErrorRecord;
        InvocationInfo? place = record.InvocationInfo;
        string code = record.FullyQualifiedErrorId.Split(',')[0];
        return new ItemError(
            record.FullyQualifiedErrorId != record.Exception?.Message && IsCode(code) ? code : "ScriptFailed",
            FieldCategory.Script,
            $"'{item.Name}': {record.Exception?.Message ?? error.Message}",
            string.IsNullOrEmpty(place?.ScriptName) ? item.Path ?? item.Name : place.ScriptName,
            string.IsNullOrEmpty(place?.ScriptName) ? 0 : place.ScriptLineNumber,
            string.IsNullOrEmpty(place?.ScriptName) ? 0 : place.OffsetInLine);
    }

    // `throw` makes the text, or the exception's message, the id: one word of it would pass for a code.
    private static bool IsCode(string id) => id.Length is > 0 and <= 80 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_');

    private void Forward(PSDataStreams streams)
    {
        Forward(streams.Error);
        Forward(streams.Warning);
        Forward(streams.Verbose);
        Forward(streams.Debug);
        Forward(streams.Progress);
        Forward(streams.Information);
    }

    private void Forward<T>(PSDataCollection<T> records)
        where T : class
    {
        foreach (T record in records)
        {
            _streams.Enqueue(record);
        }
    }
}
