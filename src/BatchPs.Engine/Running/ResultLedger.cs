using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Records finished items: in the journal first, then in the totals, then for the front end.</summary>
internal sealed class ResultLedger(RunParts run, RunTotals totals, ResultOutlet outlet, Action<BatchResult> counted, Action<BatchResult> failed)
{
    private readonly Lock _tally = new();
    private bool _isClosed;

    /// <summary>Results recorded.</summary>
    internal long Count { get; private set; }

    /// <summary>Records the result of the item at a position of the queue.</summary>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal void Enter(in FinishedItem finished, long position)
    {
        if (Record(finished))
        {
            Post(position, finished.Result);
        }
    }

    /// <summary>Records a result, which is then posted with <see cref="Post"/>.</summary>
    /// <returns>False when the run is over for it: it is not posted.</returns>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal bool Record(in FinishedItem finished)
    {
        BatchResult result = finished.Result;
        string? relative = result.OutputPath is { } output ? Selecting.PathScope.RelativePath(output, run.Definition.Destination!) : null;
        Append(ResultRecord.Write(Plain(result), finished.Stamps, relative));
        run.Placer.ReleaseKept(finished);

        lock (_tally)
        {
            if (_isClosed)
            {
                return false;
            }

            Count++;
            totals.Add(result);
            counted(result);
        }

        if (result.Status == ItemStatus.Failed)
        {
            failed(result);
        }

        return true;
    }

    /// <summary>Hands a recorded result to the front end.</summary>
    /// <param name="position">The item's place in the queue.</param>
    /// <param name="result">Its result.</param>
    /// <param name="waits">Whether it may wait for the results of earlier items.</param>
    internal void Post(long position, BatchResult result, bool waits = true) => outlet.Post(position, result, waits);

    /// <summary>Counts nothing any more: the run is being summed up.</summary>
    internal void Close()
    {
        lock (_tally)
        {
            _isClosed = true;
        }
    }

    private BatchResult Plain(BatchResult result) =>
        result.Output.Count == 0 ? result : result with { Output = [.. result.Output.Select(run.Operation.Plain)] };

    private void Append(ReadOnlySpan<byte> body)
    {
        try
        {
            long ticket = run.Journal.Append(body);

            // In place also with barriers: once the earlier version goes, only the record tells that the item must not be done twice.
            if (run.Definition.Settings.Durability == Durability.Full || run.Definition is { InPlace: true, Settings.Durability: Durability.Barrier })
            {
                run.Syncs.JournalUpTo(ticket);
            }
        }
        catch (IOException error)
        {
            throw EnvironmentFaultException.OfJournal(error);
        }
    }
}
