using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>What happens at intervals while a run executes: journal syncs, barriers, samples of memory and free space.</summary>
internal sealed class RunPulse : IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BarrierInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromMilliseconds(500);

    private readonly BatchDefinition _definition;
    private readonly JournalWriter _journal;
    private readonly LocalStorage _storage;
    private readonly MemoryWatch _memory;
    private readonly Func<long> _finished;
    private readonly Action<ItemError> _fault;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private long _finishedAtBarrier;

    internal RunPulse(RunParts run, MemoryWatch memory, Func<long> finished, Action<ItemError> fault)
    {
        _definition = run.Definition;
        _journal = run.Journal;
        _storage = run.Storage;
        _memory = memory;
        _finished = finished;
        _fault = fault;
        _thread = new Thread(Beats) { IsBackground = true, Name = "BatchPs pulse" };
        _thread.Start();
    }

    /// <summary>Ends the beats; <see cref="Barrier"/> may still be called.</summary>
    internal void End()
    {
        _stop.Set();
        _thread.Join();
    }

    public void Dispose()
    {
        End();
        _stop.Dispose();
    }

    /// <summary>Makes all outputs and records so far durable, as the durability asks.</summary>
    internal void Barrier()
    {
        if (_definition.Settings.Durability == Durability.None)
        {
            return;
        }

        // Only finished items have outputs to make durable: an idle run writes nothing.
        long finished = _finished();
        long upTo = _journal.Written;
        if (_definition.Destination is { } destination && _definition.Settings.Durability == Durability.Barrier && finished > _finishedAtBarrier)
        {
            _storage.SyncFileSystem(destination);
            _journal.Append(JournalRecords.Barrier(upTo - 1));
            _finishedAtBarrier = finished;
        }

        if (_journal.IsDirty)
        {
            _journal.Sync();
        }
    }

    private void Beats()
    {
        var barrier = new Interval(BarrierInterval);
        var sample = new Interval(SampleInterval);
        try
        {
            while (!_stop.Wait(Beat))
            {
                if (sample.IsDue())
                {
                    _memory.Sample(_finished());
                    WatchFreeSpace();
                }

                if (barrier.IsDue())
                {
                    Barrier();
                }
                else if (_definition.Settings.Durability != Durability.None && _journal.IsDirty)
                {
                    _journal.Sync();
                }
            }
        }
        catch (Exception error)
        {
            // Whatever it is, it must end the run and not the process.
            _fault(new ItemError(
                EnvironmentFault.CodeOf(error) ?? "JournalNotWritable", ErrorCategory.Environment,
                $"The run stopped because its journal or its outputs could not be made durable: {error.Message}"));
        }
    }

    private void WatchFreeSpace()
    {
        if (_definition.Destination is { } destination
            && Preflight.FreeSpaceProblem(destination, _definition.Settings.MinimumFreeSpaceMb) is { } problem)
        {
            _fault(problem);
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
