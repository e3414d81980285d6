using System.Management.Automation;
using BatchPs.Engine.Running;
using BatchPs.Module.Output;

namespace BatchPs.Module.Scripts;

/// <summary>What the blocks write beside their output, on its way to the caller: as it happens, and in order with the results.</summary>
internal sealed class ScriptStreams : IScriptRecords
{
    private readonly TaskCompletionSource<BatchExecution> _execution = new();

    /// <summary>The run whose results the records go among. Workers that have something to say wait for it.</summary>
    internal void Attach(BatchExecution execution) => _execution.SetResult(execution);

    /// <inheritdoc/>
    public void Post(object record) => _execution.Task.GetAwaiter().GetResult().Tell(record);

    /// <summary>Writes a record to the stream of its kind.</summary>
    internal static void Write(IRunOutput output, object record)
    {
        switch (record)
        {
            case ErrorRecord error:
                ErrorPositions.Keep(error);
                output.WriteError(error);
                break;
            case WarningRecord warning:
                output.WriteWarning(warning.Message);
                break;
            case VerboseRecord verbose:
                output.WriteVerbose(verbose.Message);
                break;
            case DebugRecord debug:
                output.WriteDebug(debug.Message);
                break;
            case ProgressRecord progress:
                output.WriteProgress(progress);
                break;
            case BareValue bare:
                output.WriteObject(bare.Value);
                break;
            case InformationRecord information:
                output.WriteInformation(information);
                break;
        }
    }
}
