using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Module;

/// <summary>Moves what a run has to say to its cmdlet, on the pipeline thread: results, errors, messages, progress.</summary>
internal sealed class RunPump : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly PSCmdlet _cmdlet;
    private readonly BatchExecution _execution;
    private readonly ScriptBlock? _onRetry;
    private readonly ProgressWriter? _progress;
    private readonly bool _quiet;
    private readonly Func<bool> _drainScriptStreams;
    private volatile bool _stopping;

    internal RunPump(PSCmdlet cmdlet, BatchExecution execution, ScriptBlock? onRetry, bool quiet, Func<bool> drainScriptStreams)
    {
        _cmdlet = cmdlet;
        _execution = execution;
        _onRetry = onRetry;
        _quiet = quiet;
        _drainScriptStreams = drainScriptStreams;
        _progress = quiet ? null : new ProgressWriter(cmdlet, execution);
    }

    internal BatchExecution Execution => _execution;

    /// <summary>Hands over one input, writing what is ready while there is no room.</summary>
    /// <returns>False when no more input is taken.</returns>
    internal bool Post(BatchInput input)
    {
        while (!_execution.TryPost(input))
        {
            if (_execution.IsInputClosed || _stopping)
            {
                return false;
            }

            WriteReady();
            _execution.WaitForRoomOrResult(Wait);
        }

        WriteReady();
        return true;
    }

    /// <summary>Writes everything until the run has ended.</summary>
    internal RunSummary Finish(bool inputComplete)
    {
        if (_execution.TakesInput)
        {
            _execution.EndInput(inputComplete);
        }

        while (!_stopping && _execution.WaitForResult(Wait))
        {
            WriteReady();
        }

        if (_stopping)
        {
            _execution.Discard();
        }

        RunSummary summary = _execution.WaitForEnd();
        WriteReady();
        _progress?.Complete();
        return summary;
    }

    /// <summary>Asks the run to stop; called by another thread, never waits.</summary>
    internal void Stop()
    {
        _stopping = true;
        _execution.Stop(EngineDefaults.Grace);
    }

    /// <summary>Writes what a notice says, at its level.</summary>
    internal static void Write(PSCmdlet cmdlet, RunNotice notice, bool quiet)
    {
        switch (notice.Level)
        {
            case NoticeLevel.Warning:
                cmdlet.WriteWarning(notice.Message);
                break;
            case NoticeLevel.Information when !quiet:
                cmdlet.WriteInformation(new HostInformationMessage { Message = notice.Message }, ["PSHOST"]);
                break;
            default:
                cmdlet.WriteVerbose(notice.Message);
                break;
        }
    }

    /// <summary>Waits for the end of a run whose cmdlet is gone; harmless after the end.</summary>
    public void Dispose()
    {
        _execution.Dispose();
        if (_stopping && _execution.Summary is { State: RunState.Stopped } summary)
        {
            // The pipeline takes no objects any more; the host still shows a line to the person who pressed Ctrl+C.
            _cmdlet.Host?.UI?.WriteLine(
                $"Stopped: {summary.Succeeded + summary.Failed + summary.Skipped + summary.Unchanged} of {summary.Total} items finished. Resume with: Resume-Batch -Id {summary.RunId}");
        }
    }

    private void WriteReady()
    {
        if (_stopping)
        {
            return;
        }

        while (_drainScriptStreams())
        {
        }

        while (_execution.TryTakeNotice(out RunNotice? notice))
        {
            Write(_cmdlet, notice, _quiet);
            if (notice.Retry is { } retry && _onRetry is not null)
            {
                _onRetry.InvokeWithContext(null, [new PSVariable("_", retry)], retry);
            }
        }

        while (!_stopping && _execution.TryTake(out BatchResult? result))
        {
            // The result first: with -ErrorAction Stop the error ends the pipeline.
            _cmdlet.WriteObject(result);
            if (result.Status == ItemStatus.Failed)
            {
                _cmdlet.WriteError(ErrorRecords.Of(result));
            }
        }

        _progress?.WriteIfDue();
    }
}
