using BatchPs.Engine.Journal;

namespace BatchPs.Engine.Running;

/// <summary>Writes to the journal where its execution stands: at the start, at the end, in between ever more seldom, and when a pause begins or ends.</summary>
/// <param name="run">What the workers share.</param>
/// <param name="start">Where the items come from.</param>
/// <param name="items">The items that wait.</param>
/// <param name="progress">What is sampled.</param>
internal sealed class RunSampler(RunParts run, RunStart start, ItemQueue items, RunProgress progress)
{
    /// <summary>Samples after which the time between two doubles: twelve hours have about 2,000.</summary>
    internal const int BeforeDoubling = 256;

    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.5);

    private long _lastAt;
    private int _count;
    private long _finished = -1;
    private string? _pause;

    /// <summary>The time between two samples when so many were taken.</summary>
    internal static TimeSpan IntervalAfter(int count) => FirstInterval * Math.Pow(2, Math.Min(30, count / BeforeDoubling));

    /// <summary>Takes the first sample.</summary>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal void Begin() => Write();

    /// <summary>Takes a sample when it is due, and something has happened. Called at each beat by one thread.</summary>
    /// <exception cref="EnvironmentFaultException">The journal cannot be written.</exception>
    internal void Look()
    {
        bool turns = progress.Pause != _pause;
        bool isDue = run.Time.GetElapsedTime(_lastAt) >= IntervalAfter(_count);
        if (turns || (isDue && (progress.Finished != _finished || progress.IsBusy)))
        {
            Write();
        }
    }

    /// <summary>Takes the last sample. Called when nothing is counted any more.</summary>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    internal void End()
    {
        if (MayWrite)
        {
            run.Journal.Queue(JournalRecords.Sample(progress.Sample()));
        }
    }

    // An execution that finds nothing to do leaves no trace; and the last space of a disk is for results.
    private bool MayWrite => !(start.WasCompleted && items.Posted == 0) && !run.Journal.IsShortOfSpace;

    private void Write()
    {
        _lastAt = run.Time.GetTimestamp();
        _finished = progress.Finished;
        _pause = progress.Pause;
        if (!MayWrite)
        {
            return;
        }

        try
        {
            run.Journal.Append(JournalRecords.Sample(progress.Sample()));
            _count++;
        }
        catch (IOException error)
        {
            throw EnvironmentFaultException.OfJournal(error);
        }
    }
}
