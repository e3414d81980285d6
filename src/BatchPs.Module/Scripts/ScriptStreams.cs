using System.Management.Automation;
using System.Threading.Channels;

namespace BatchPs.Module.Scripts;

/// <summary>What the blocks write beside their output, on its way to the pipeline thread: in order, as it happens, and bounded, so that a slow
/// reader slows the workers.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A worker that was left behind may still post.")]
internal sealed class ScriptStreams
{
    private const int Capacity = 1024;

    private readonly Channel<object> _records = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly CancellationTokenSource _discard = new();
    private Task? _wait;

    /// <summary>Completes when a record is ready.</summary>
    internal Task Ready => _wait = _wait is null or { IsCompleted: true } ? _records.Reader.WaitToReadAsync().AsTask() : _wait;

    /// <summary>Hands over a record; waits for room.</summary>
    internal void Post(object record)
    {
        if (_records.Writer.TryWrite(record))
        {
            return;
        }

        try
        {
            _records.Writer.WriteAsync(record, _discard.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The pipeline is gone, and with it who would have read it.
        }
    }

    /// <summary>Throws away what is not taken, so that workers never wait for a pipeline that is gone.</summary>
    internal void Discard() => _discard.Cancel();

    /// <summary>Writes the next record to the cmdlet's stream of its kind.</summary>
    /// <returns>False when there is none.</returns>
    internal bool WriteOne(PSCmdlet cmdlet)
    {
        if (!_records.Reader.TryRead(out object? record))
        {
            return false;
        }

        switch (record)
        {
            case ErrorRecord error:
                ErrorPositions.Keep(error);
                cmdlet.WriteError(error);
                break;
            case WarningRecord warning:
                cmdlet.WriteWarning(warning.Message);
                break;
            case VerboseRecord verbose:
                cmdlet.WriteVerbose(verbose.Message);
                break;
            case DebugRecord debug:
                cmdlet.WriteDebug(debug.Message);
                break;
            case ProgressRecord progress:
                cmdlet.WriteProgress(progress);
                break;
            case InformationRecord information:
                cmdlet.WriteInformation(information);
                break;
        }

        return true;
    }
}
