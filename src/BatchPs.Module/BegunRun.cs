using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Jobs;
using BatchPs.Module.Output;
using BatchPs.Module.Scripts;

namespace BatchPs.Module;

/// <summary>A run that a cmdlet has begun, moved on by the cmdlet's pipeline or by a job that it hands over.</summary>
internal sealed class BegunRun : IDisposable
{
    private readonly PSCmdlet _cmdlet;
    private readonly BatchExecution _execution;
    private readonly RunManner _manner;
    private readonly RunPump? _pump;
    private BatchJob? _job;

    internal BegunRun(PSCmdlet cmdlet, BatchExecution execution, ScriptOperation? script, RunManner manner)
    {
        _cmdlet = cmdlet;
        _execution = execution;
        _manner = manner;
        script?.Streams.Attach(execution);
        if (!manner.AsJob && Preference.EndsAtErrors(cmdlet))
        {
            // The first error ends the pipeline, and what ran on until then would be more than was meant.
            execution.EndAtFailure();
        }

        if (manner.AsJob)
        {
            _job = JobStart.Begin(execution, manner);
        }
        else
        {
            _pump = new RunPump(new CmdletOutput(cmdlet), execution, manner.OnRetry, manner.IsQuiet) { PassesValues = manner.PassesValues };
        }
    }

    /// <summary>Hands over an item.</summary>
    /// <returns>False when no more are taken.</returns>
    internal bool Post(BatchInput input) => _job?.Post(input) ?? _pump!.Post(input);

    /// <summary>All items were piped: waits for the end and tells of it, or hands the job over.</summary>
    internal void Finish()
    {
        if (_job is not null)
        {
            JobStart.HandOver(_cmdlet, _job);
            _job = null;
            return;
        }

        RunSummary summary = _pump!.Finish(inputComplete: true);
        if (_manner.EndNotice(summary) is { } notice)
        {
            RunPump.Write(_cmdlet, notice, _manner.IsQuiet);
        }

        if (summary.State is not (RunState.Completed or RunState.Stopped) && summary.Error is { } error)
        {
            _cmdlet.WriteError(ErrorRecords.Of(summary, error));
        }
    }

    /// <summary>The pipeline is being stopped; by any thread, without waiting.</summary>
    internal void AskToStop()
    {
        _pump?.Stop();
        _job?.AskToStop(EngineDefaults.Grace);
    }

    public void Dispose()
    {
        _pump?.Dispose();
        if (_job is not null)
        {
            // Nobody was given it: the pipeline was cut off.
            _job.Abandon();
            _job = null;
            if (_execution.Summary is { State: RunState.Stopped } summary)
            {
                new CmdletOutput(_cmdlet).ShowLine(EndNotice.OfStop(summary));
            }
        }
    }
}
