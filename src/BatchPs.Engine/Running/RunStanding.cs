using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running.Steering;

namespace BatchPs.Engine.Running;

/// <summary>State and settings of a live run as its kept summary shows them: another process sees by it that its request was heeded.</summary>
internal sealed class RunStanding(RunStart start, Action<RunNotice> notify)
{
    private readonly Lock _change = new();
    private RunState _state = RunState.Running;
    private bool _isOver;

    /// <summary>The settings in force, as text by configuration key, once they have been changed; null before.</summary>
    internal IReadOnlyDictionary<string, string>? Configuration { get; private set; }

    /// <summary>Makes a change that leads to a state, and keeps that.</summary>
    /// <returns>False when it changed nothing, or the run is over.</returns>
    internal bool Change(Func<bool> change, RunState state)
    {
        lock (_change)
        {
            if (_isOver || !change())
            {
                return false;
            }

            _state = state;
            Keep();
            return true;
        }
    }

    /// <summary>Changes settings, and keeps them.</summary>
    /// <returns>What has changed; null when the run stops or is over.</returns>
    internal IReadOnlyList<string>? Tune(RunSteering steering, RunTuning tuning, RunStop stop)
    {
        lock (_change)
        {
            if (_isOver || stop.Stopping.IsCancellationRequested)
            {
                return null;
            }

            IReadOnlyList<string> changes = steering.Tune(tuning);
            if (changes.Count > 0)
            {
                Configuration = BatchConfiguration.Describe(steering.Settings);
                Keep();
            }

            return changes;
        }
    }

    /// <summary>What is kept from here on is the end.</summary>
    internal void End()
    {
        lock (_change)
        {
            _isOver = true;
        }
    }

    private void Keep()
    {
        if (start.Mark(known => known with { State = _state, Configuration = Configuration ?? known.Configuration }) is { } problem)
        {
            notify(new RunNotice(NoticeLevel.Warning, problem));
        }
    }
}
