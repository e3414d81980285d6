using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Results;

/// <summary>Which runs are forgotten and which are kept. At least one of <see cref="OlderThan"/> and <see cref="Keep"/> says so.</summary>
public sealed record RunRetention
{
    /// <summary>The runs it is about; others are neither forgotten nor counted.</summary>
    public RunFilter Filter { get; init; } = new();

    /// <summary>Only runs that ended longer ago are forgotten; null for any age.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>So many of the newest runs of each name are kept; runs without a name count together when they have one operation, root and destination. Null for none.</summary>
    /// <value>0 or more.</value>
    public int? Keep { get; init; }

    /// <summary>Whether a run is forgotten, too, from which later runs know what they have done and which outputs are theirs.</summary>
    public bool Force { get; init; }

    /// <summary>Decides on every run of the filter.</summary>
    /// <param name="runs">All runs, the newest first.</param>
    /// <param name="now">When.</param>
    /// <param name="selectionOf">How a run chose its files; null when nobody can tell.</param>
    /// <returns>In the same order.</returns>
    internal IEnumerable<RetainedRun> Decide(IEnumerable<RunSummary> runs, DateTimeOffset now, Func<RunSummary, Selection?> selectionOf)
    {
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var memories = new RunMemories(selectionOf);
        foreach (RunSummary run in runs)
        {
            // Of all runs: what a destination's newest run is does not depend on the filter.
            bool isMemory = memories.Has(run);
            if (!Filter.IsMatch(run))
            {
                continue;
            }

            if (run.IsLive)
            {
                yield return new RetainedRun(run, RetentionReason.Live);
                continue;
            }

            string line = LineOf(run);
            int count = counts[line] = counts.GetValueOrDefault(line) + 1;
            yield return new RetainedRun(
                run,
                OlderThan is { } age && now - (run.EndedAt ?? run.StartedAt) <= age ? RetentionReason.Young
                : Keep is { } keep && count <= keep ? RetentionReason.Newest
                : isMemory && !Force ? RetentionReason.Memory
                : RetentionReason.None);
        }
    }

    /// <summary>What runs count together: their name, else their operation, root and destination.</summary>
    private static string LineOf(RunSummary run) => run.Name ?? $"\0{run.Operation}\0{run.Root}\0{run.Destination}";
}

/// <summary>What a retention does with a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Kept">Why it is kept; <see cref="RetentionReason.None"/> when it is forgotten.</param>
public sealed record RetainedRun(RunSummary Run, RetentionReason Kept)
{
    /// <summary>Whether it is forgotten.</summary>
    public bool IsForgotten => Kept == RetentionReason.None;

    /// <summary>Why it is kept, in words; empty when it is not.</summary>
    public string Reason => Kept switch
    {
        RetentionReason.Live => "it is live",
        RetentionReason.Young => "it is not old enough",
        RetentionReason.Newest => "it is one of the newest of its name",
        RetentionReason.Memory => "later runs know from it what is done and which outputs are theirs",
        _ => "",
    };
}

/// <summary>Why a run is kept.</summary>
public enum RetentionReason
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>A process executes it.</summary>
    Live,

    /// <summary>It ended not long enough ago.</summary>
    Young,

    /// <summary>It is one of the newest of its name that are kept.</summary>
    Newest,

    /// <summary>Later runs to its destination read it: see <see cref="RunMemories"/>.</summary>
    Memory,
}
