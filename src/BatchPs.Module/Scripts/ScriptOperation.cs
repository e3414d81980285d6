using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BatchPs.Engine.Processors;

namespace BatchPs.Module.Scripts;

/// <summary>A script block as an operation: each worker has one long-lived runspace.</summary>
internal sealed class ScriptOperation(ScriptSource source, PSLanguageMode languageMode, string location) : IOperation
{
    /// <summary>What the blocks wrote beside their output, for the pipeline thread to write.</summary>
    internal ConcurrentQueue<object> Streams { get; } = new();

    public IOperationWorker CreateWorker()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.LanguageMode = languageMode;
        Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        runspace.SessionStateProxy.Path.SetLocation(WildcardPattern.Escape(location));
        return new ScriptWorker(source, runspace, Streams);
    }

    /// <summary>Writes one record of the blocks' streams.</summary>
    /// <returns>False when there is none.</returns>
    internal bool WriteOne(PSCmdlet cmdlet)
    {
        if (!Streams.TryDequeue(out object? record))
        {
            return false;
        }

        switch (record)
        {
            case ErrorRecord error:
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
