namespace BatchPs.Engine.Processors.Srt;

/// <summary>An opt-in rule on the times of one cue; without state.</summary>
internal interface ITimingRule
{
    /// <summary>Its id.</summary>
    SrtRule Rule { get; }

    /// <summary>What the rule makes of the times of a cue that ends after its start.</summary>
    TimingFix Find(in TimingPlace place);

    /// <summary>What is wrong with them, as a clause without a full stop.</summary>
    string Describe(in TimingPlace place);
}

/// <summary>The times of a cue and of what lies around it, in ms.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends; after the start.</param>
/// <param name="LeastEnd">With an earlier end it would be sorted before the cue in front of it, as both begin at the same time.</param>
/// <param name="NextStart">Where the next cue begins, not before this one; <see cref="long.MaxValue"/> without a next one.</param>
/// <param name="NextEnd">Where the next cue ends; equal to <paramref name="NextStart"/> when its start has to stay.</param>
/// <param name="AfterNext">Where the cue after the next begins; the next one must begin before.</param>
/// <param name="Reach">The latest end to which the cue may be extended.</param>
/// <param name="Profile">The thresholds.</param>
internal readonly record struct TimingPlace(
    long Start, long End, long LeastEnd, long NextStart, long NextEnd, long AfterNext, long Reach, ScoreProfile Profile)
{
    public long Duration => End - Start;

    /// <summary>Whether no rule can have anything to say: the quick look at every cue.</summary>
    public static bool IsSound(long start, long end, long nextStart, ScoreProfile profile) =>
        nextStart - end >= profile.GapMs && end - start >= profile.ShortestMs && end - start <= profile.LongestMs;
}

/// <summary>What a rule makes of a cue's times: nothing, a correction, or only a report.</summary>
internal readonly record struct TimingFix
{
    private TimingFix(bool isFound, bool isPossible, long end, long nextStart) =>
        (IsFound, IsPossible, End, NextStart) = (isFound, isPossible, end, nextStart);

    /// <summary>The rule has nothing to say.</summary>
    public static TimingFix None => default;

    /// <summary>The rule is broken and cannot be kept.</summary>
    public static TimingFix Impossible => new(true, false, 0, 0);

    /// <summary>Whether the rule is broken.</summary>
    public bool IsFound { get; }

    /// <summary>Whether a correction is possible: the two times hold.</summary>
    public bool IsPossible { get; }

    /// <summary>Where the cue ends then.</summary>
    public long End { get; }

    /// <summary>Where the next cue begins then.</summary>
    public long NextStart { get; }

    /// <summary>The cue ends at another time.</summary>
    public static TimingFix Ends(in TimingPlace place, long end) => new(true, true, end, place.NextStart);

    /// <summary>The cue ends where the next begins.</summary>
    public static TimingFix Meet(long time) => new(true, true, time, time);
}
