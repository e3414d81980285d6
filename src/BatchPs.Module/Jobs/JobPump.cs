using System.Management.Automation;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Output;

namespace BatchPs.Module.Jobs;

/// <summary>The thread of a job: moves inputs and results as the pipeline thread does for a cmdlet, and says how the job ends.</summary>
/// <param name="execution">The run, begun.</param>
/// <param name="output">The job's streams.</param>
/// <param name="manner">How the run is shown.</param>
/// <param name="beat">Called ten times a second or more.</param>
/// <param name="end">Told the job's last state, and why it failed.</param>
internal sealed class JobPump(BatchExecution execution, IRunOutput output, RunManner manner, Action beat, Action<JobState, Exception?> end)
{
    private readonly InputSpool? _spool = execution.TakesInput ? new InputSpool() : null;
    private Thread? _thread;

    /// <summary>Whether the thread that asks is the job's own.</summary>
    internal bool IsCurrent => Thread.CurrentThread == _thread;

    internal void Begin()
    {
        var pump = new RunPump(output, execution, onRetry: null, manner.IsQuiet) { IsBackground = true, PassesValues = manner.PassesValues, Beat = beat };
        _thread = new Thread(() => Pump(pump)) { IsBackground = true, Name = "BatchPs job" };
        _thread.Start();
    }

    /// <summary>Takes an item of the pipeline; never waits.</summary>
    /// <returns>False when no more are taken.</returns>
    internal bool Post(BatchInput input) => _spool!.Add(input);

    /// <param name="complete">False when the pipeline was cut off.</param>
    internal void EndInput(bool complete) => _spool?.End(complete);

    private void Pump(RunPump pump)
    {
        JobState state = JobState.Failed;
        Exception? reason = null;
        try
        {
            if (_spool is not null)
            {
                pump.PostAll(_spool);
            }

            RunSummary summary = pump.Finish(_spool?.IsComplete ?? true);
            if (manner.EndNotice(summary) is { } notice)
            {
                NoticeWriter.Write(output, notice, manner.IsQuiet);
            }

            (state, reason) = StateOf(summary);
        }
        catch (PipelineStoppedException)
        {
            // A signal is ending the host.
            state = JobState.Stopped;
        }
        catch (Exception error)
        {
            reason = error;
        }
        finally
        {
            _spool?.Refuse();
            pump.Dispose();
            end(state, reason);
        }
    }

    // Failed items alone do not fail a job: they are errors in its stream, as those of Write-Error are for PowerShell's own jobs.
    private static (JobState State, Exception? Reason) StateOf(RunSummary run) => run.State switch
    {
        RunState.Completed => (JobState.Completed, null),
        RunState.Stopped => (JobState.Stopped, null),
        _ => (JobState.Failed, run.Error is { } error ? ErrorRecords.Of(run, error).Exception : null),
    };
}
