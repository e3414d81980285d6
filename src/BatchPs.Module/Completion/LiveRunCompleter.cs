using BatchPs.Engine.Results;

namespace BatchPs.Module.Completion;

/// <summary>Completes ids and names of the runs that a process executes now, the newest first.</summary>
public sealed class LiveRunCompleter : RunCompleter
{
    private protected override bool Offers(RunSummary run) => run.IsLive;
}
