using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Where a run's inputs are read: by the engine's own feed, from the front end, or from the front end after the feed.</summary>
/// <remarks>The gate is held while an input is read, so that the run's end finds each input either counted and recorded, or refused.</remarks>
internal sealed class Intake(RunStart start, ItemQueue items, RunStop stop)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _fed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isShut;
    private bool _wasEnded;
    private Task<bool>? _roomWait;
    private volatile bool _isFeeding = start.Feed is not null;
    private volatile bool _isIncomplete = true;

    /// <summary>Inputs read, those of earlier executions included.</summary>
    internal long Count => start.Identification.Count;

    /// <summary>Inputs in all; null while more may come.</summary>
    internal long? Total => start.KnownTotal ?? start.FoundTotal() ?? (_ended.Task.IsCompleted ? Count : null);

    /// <summary>Whether the input had not ended when it was closed.</summary>
    internal bool IsIncomplete => _isIncomplete;

    /// <summary>Whether further input is refused for good: the run stops, or has as many items as it may.</summary>
    internal bool IsClosed => start.Room.IsFull || stop.Stopping.IsCancellationRequested;

    /// <summary>Completes when an input may be taken.</summary>
    internal Task Room
    {
        get
        {
            _roomWait = _roomWait is null or { IsCompleted: true } ? items.WaitForRoom() : _roomWait;
            return _isFeeding ? _fed.Task : _roomWait;
        }
    }

    /// <summary>Takes an input of the front end; never waits.</summary>
    /// <returns>False when there is no room now, or no more input is taken.</returns>
    internal bool TryPost(in BatchInput input)
    {
        lock (_gate)
        {
            if (_isShut || IsClosed || _isFeeding || !items.HasRoom)
            {
                return false;
            }

            if (start.Recognise?.Invoke(input) is { } known)
            {
                if (known.Again is { } again)
                {
                    items.Post(again);
                }

                return true;
            }

            if (!start.Room.HasRoom())
            {
                return false;
            }

            items.Post(start.New?.Invoke(input) ?? start.Identification.Identify(input));
            return true;
        }
    }

    /// <summary>No more input comes from the front end.</summary>
    /// <param name="complete">False when there would have been more.</param>
    internal void End(bool complete)
    {
        lock (_gate)
        {
            _isIncomplete = !complete || IsClosed;
            _wasEnded = true;
            if (!_isIncomplete && !start.InputHasEnded)
            {
                // Otherwise a run that is killed from here on would ask for its pipeline again.
                items.MarkEnd(Count);
            }

            if (!_isFeeding)
            {
                Close();
            }
        }
    }

    /// <summary>Queues what the engine itself finds, on the calling thread.</summary>
    internal void Feed(Action<ItemError> fault)
    {
        if (start.Feed is null)
        {
            return;
        }

        try
        {
            FeedAll(start.Feed(stop.Stopping));
        }
        catch (Exception error)
        {
            // Whatever it is: the workers have to be waited for all the same.
            fault(ErrorMapping.Of(error, null));
            End(complete: false);
        }
        finally
        {
            lock (_gate)
            {
                _isFeeding = false;
                if (_wasEnded)
                {
                    Close();
                }
            }

            _fed.TrySetResult();
        }
    }

    /// <summary>Lets the workers run dry.</summary>
    internal void Close()
    {
        items.Close();
        _ended.TrySetResult();
    }

    /// <summary>Refuses every further input: the run is being summed up.</summary>
    internal void Shut()
    {
        lock (_gate)
        {
            _isShut = true;
        }
    }

    private void FeedAll(IEnumerable<BatchItem> found)
    {
        foreach (BatchItem item in found)
        {
            while (!items.HasRoom && items.WaitForRoom().GetAwaiter().GetResult())
            {
            }

            // Also when the run stops: the item was read, so it is recorded, and counts as not run.
            items.Post(item);
            if (IsClosed)
            {
                break;
            }
        }

        if (!start.TakesInput)
        {
            End(complete: !IsClosed && !start.InputStaysIncomplete);
        }
    }
}
