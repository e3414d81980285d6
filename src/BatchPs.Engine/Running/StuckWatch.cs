using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>The workers that were left behind with an operation that does not heed its cancellation, and how many there may be.</summary>
/// <param name="run">What the workers share.</param>
/// <param name="workers">How many workers there are.</param>
/// <param name="fault">Ends the run.</param>
/// <remarks>Guarded by the crew's lock. A left worker's thread is a background thread. Should its operation return, it disposes its parts itself and ends.</remarks>
internal sealed class StuckWatch(RunParts run, Func<int> workers, Action<ItemError> fault)
{
    private readonly List<Worker> _left = [];

    /// <summary>Whether there is anything to watch.</summary>
    internal bool IsNeeded => run.Definition.ItemTimeout > 0;

    /// <summary>Keeps a worker that was left behind; ends the run when they are as many as it bears.</summary>
    internal void Add(Worker left)
    {
        _left.Add(left);
        int count = _left.Count;
        int most = EngineDefaults.LeftThreadsPerWorker * workers();
        if (count >= most)
        {
            fault(new ItemError("TooManyNotStopped", ErrorCategory.Environment, System.FormattableString.Invariant(
                $"The run stopped: {count} {(run.Operation.TakesChunks ? "calls" : "items")} did not stop within {EngineDefaults.ItemStopTime.TotalSeconds:0} s of their time limit of {run.Definition.ItemTimeout} s, and their threads are still at work; it bears fewer than {most}. Nothing is lost; resume it when the cause is gone, in a new process if the threads stay.")));
        }
    }

    /// <summary>A left worker has come back and is gone.</summary>
    internal void Remove(Worker left) => _left.Remove(left);

    /// <summary>Deletes what left workers have written and nobody will place: at the run's end, because until then they may come back and do
    /// it themselves.</summary>
    internal void Sweep() => _left.ForEach(worker => worker.DeleteOutput());
}
