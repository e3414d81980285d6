using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What happens at intervals while a run executes: journal syncs, barriers, samples of memory and free space.</summary>
internal sealed class RunPulse : IDisposable
{
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(500);

    private readonly PulseIntervals _intervals;
    private readonly BatchDefinition _definition;
    private readonly JournalWriter _journal;
    private readonly LocalStorage _storage;
    private readonly RunSyncs _syncs;
    private readonly DestinationWatch _watch;
    private readonly SpaceGate _space;
    private readonly Func<long> _finished;
    private readonly Action<ItemError> _fault;
    private readonly Action _onBeat;
    private readonly Action _onSample;
    private readonly RunLog _log;
    private readonly Thread _thread;
    private long _finishedAtBarrier;
    private volatile bool _isEnding;

    internal RunPulse(
        RunParts run, SpaceGate space, Func<long> finished, Action<ItemError> fault, Action onBeat, Action onSample)
    {
        _intervals = run.Pulse;
        _definition = run.Definition;
        _journal = run.Journal;
        _storage = run.Storage;
        _syncs = run.Syncs;
        _watch = run.Watch;
        _space = space;
        _finished = finished;
        _fault = fault;
        _onBeat = onBeat;
        _onSample = onSample;
        _log = run.Log;
        _thread = new Thread(Beats) { IsBackground = true, Name = "BatchPs pulse" };
        _thread.Start();
    }

    /// <summary>Ends the beats; <see cref="Barrier"/> may still be called.</summary>
    internal void End()
    {
        _isEnding = true;
        _journal.Backlog.Set();
        _thread.Join();
    }

    public void Dispose() => End();

    /// <summary>Makes all outputs and records so far durable, whatever the durability is.</summary>
    /// <exception cref="EnvironmentFaultException">A sync failed, now or before; or the destination is gone, so that another file system would be synced.</exception>
    internal void Barrier()
    {
        // The journal first: its trailer marks the place up to which the outputs are synced then.
        long finished = _finished();
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        long upTo = _syncs.Journal();

        // Only finished items have outputs to make durable: an idle run writes nothing.
        if (_definition.Destination is { } destination && _storage.SyncsFileSystems && finished > _finishedAtBarrier)
        {
            if (_watch.Problem() is { } gone)
            {
                throw new EnvironmentFaultException(gone, null);
            }

            _syncs.FileSystem(destination);
            _journal.Append(JournalRecords.Barrier(upTo));
            _finishedAtBarrier = finished;
            _log.Engine.BarrierMade(finished, System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private void Beats()
    {
        var barrier = new Interval(_intervals.Barrier);
        var sample = new Interval(SampleInterval);
        try
        {
            while (true)
            {
                _journal.Backlog.Wait(_intervals.Beat);
                if (_isEnding)
                {
                    return;
                }

                _journal.Backlog.Reset();
                _onBeat();
                if (sample.IsDue())
                {
                    _onSample();
                    _space.Look();
                    if (_watch.Problem() is { } gone)
                    {
                        _fault(gone);
                    }
                }

                KeepDurable(barrier);
            }
        }
        catch (EnvironmentFaultException fault)
        {
            _fault(fault.Error);
        }
        catch (Exception error)
        {
            // Whatever it is, it must end the run and not the process.
            _fault(error is IOException or UnauthorizedAccessException
                ? new ItemError(
                    EnvironmentFault.CodeOf(error) ?? "JournalNotWritable", ErrorCategory.Environment,
                    $"The run stopped because its journal could not be written: {error.Message}")
                : new ItemError(
                    "UnexpectedError", ErrorCategory.Internal,
                    $"The run stopped by an error that BatchPs should have handled: {error.GetType().Name}: {error.Message}"));
        }
    }

    // With full durability workers sync each output; only the end of the run has a barrier, for outputs they found unchanged.
    private void KeepDurable(Interval barrier)
    {
        Durability durability = _definition.Settings.Durability;
        if (durability == Durability.Barrier && _finished() > _finishedAtBarrier && barrier.IsDue())
        {
            Barrier();
        }
        else if (durability != Durability.None && _journal.IsDirty)
        {
            long began = System.Diagnostics.Stopwatch.GetTimestamp();
            _syncs.Journal();
            _log.Engine.JournalSynced(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }
    }

    private sealed class Interval(TimeSpan length)
    {
        private long _last = System.Diagnostics.Stopwatch.GetTimestamp();

        internal bool IsDue()
        {
            if (System.Diagnostics.Stopwatch.GetElapsedTime(_last) < length)
            {
                return false;
            }

            _last = System.Diagnostics.Stopwatch.GetTimestamp();
            return true;
        }
    }
}
