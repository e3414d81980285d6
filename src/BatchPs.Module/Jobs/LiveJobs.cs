namespace BatchPs.Module.Jobs;

/// <summary>The jobs that run in this process. When it ends, their runs end as stopped, and can be resumed.</summary>
internal static class LiveJobs
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(3);

    private static readonly Lock Guard = new();
    private static readonly HashSet<BatchJob> Live = [];

    internal static void Add(BatchJob job)
    {
        lock (Guard)
        {
            if (Live.Count == 0)
            {
                AppDomain.CurrentDomain.ProcessExit += EndAll;
            }

            Live.Add(job);
        }
    }

    internal static void Remove(BatchJob job)
    {
        lock (Guard)
        {
            if (Live.Remove(job) && Live.Count == 0)
            {
                AppDomain.CurrentDomain.ProcessExit -= EndAll;
            }
        }
    }

    /// <summary>The job of a run; null when no job of this process executes it.</summary>
    internal static BatchJob? Find(string runId)
    {
        lock (Guard)
        {
            return Live.FirstOrDefault(job => job.RunId == runId);
        }
    }

    /// <summary>Ends jobs whose session or process goes away: asks all, then waits for them together, not for long.</summary>
    internal static void End(IReadOnlyCollection<BatchJob> jobs)
    {
        long from = System.Diagnostics.Stopwatch.GetTimestamp();
        foreach (BatchJob job in jobs)
        {
            job.AskToStop(Grace);
        }

        foreach (BatchJob job in jobs)
        {
            TimeSpan left = LongestHold - System.Diagnostics.Stopwatch.GetElapsedTime(from);
            job.WaitForEnd(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private static void EndAll(object? sender, EventArgs exit)
    {
        BatchJob[] live;
        lock (Guard)
        {
            live = [.. Live];
        }

        End(live);
    }
}
