using BatchPs.Engine.Events;
using BatchPs.Engine.Metering;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>What follows an execution and never changes it: its progress, the samples in its journal, the meter, the event log.</summary>
internal sealed class RunFollowers(RunParts run, RunProgress progress, RunSampler sampler, RunMeter meter, RunEvents? events)
{
    /// <summary>Takes the first sample.</summary>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal void Begin() => sampler.Begin();

    /// <summary>Looks where the run stands. Called at each beat by one thread.</summary>
    internal void Look()
    {
        if (!run.Pulse.Follows)
        {
            return;
        }

        progress.Look();
        sampler.Look();
        meter.Look();
        events?.Look();
    }

    /// <summary>Counts a result: in the order of the journal's records, as long as anything is counted.</summary>
    internal void Count(BatchResult result)
    {
        if (!run.Pulse.Follows)
        {
            return;
        }

        progress.Add(result);
        meter.Count(result);
        events?.Count(result);
    }

    /// <summary>The execution is over, and its summary kept.</summary>
    internal void End(RunSummary ended)
    {
        meter.Dispose();
        events?.End(ended);
    }
}
