namespace BatchPs.Engine.Processors.Srt;

/// <summary>A document's quality, 0 to 100, and where the points went. All integers: the order of adding changes nothing.</summary>
/// <remarks>
/// A cue's score is <c>100 - 30*speed - 20*length - 20*overlap - 15*duration - 10*lines - 5*gap</c>, each factor in 0..1,
/// and 0 for a broken cue. The thresholds come from <see cref="ScoreProfile"/>; the weights are BatchPs' own.
/// </remarks>
internal struct QualityScore
{
    /// <summary>Units in one point of the score.</summary>
    public const long Unit = 1_000_000;

    /// <summary>Names of the parts in which points are lost, as <see cref="LossOf"/> numbers them.</summary>
    public static readonly string[] Parts = ["speed", "length", "overlap", "duration", "lines", "gap", "broken"];

    public long Cues;

    /// <summary>Units lost by cues that are broken: no usable time, no visible text, undecodable bytes, not recovered.</summary>
    public long Broken;

    public long Speed;
    public long Length;
    public long Overlap;
    public long Duration;
    public long Lines;
    public long Gap;

    /// <summary>The mean over the cues with one decimal; null without cues.</summary>
    public readonly double? Mean => Cues == 0 ? null
        : Math.Round((100.0 * Unit * Cues - Lost) / Cues / Unit, 1, MidpointRounding.AwayFromZero);

    /// <summary>Units lost over all parts.</summary>
    public readonly long Lost => Broken + Speed + Length + Overlap + Duration + Lines + Gap;

    /// <summary>Points a cue loses in a part, the mean over the cues with two decimals; 0 without cues.</summary>
    /// <param name="part">Place in <see cref="Parts"/>.</param>
    public readonly double LossOf(int part)
    {
        var units = part switch
        {
            0 => Speed,
            1 => Length,
            2 => Overlap,
            3 => Duration,
            4 => Lines,
            5 => Gap,
            6 => Broken,
            _ => throw new ArgumentOutOfRangeException(nameof(part), part, "A part of the score is one of 0 to 6."),
        };
        return Points(units);
    }

    /// <summary>Points a cue loses over all parts, the mean over the cues with two decimals; 0 without cues.</summary>
    public readonly double Loss => Points(Lost);

    private readonly double Points(long units) =>
        Cues == 0 ? 0 : Math.Round((double)units / Cues / Unit, 2, MidpointRounding.AwayFromZero);

    /// <summary>Scores the cues as they stand; the next cue is the next in order that has a start.</summary>
    /// <param name="cues">The cues.</param>
    /// <param name="profile">The thresholds.</param>
    /// <param name="next">Where the first cue after them begins, in ms.</param>
    public static QualityScore Of(ReadOnlySpan<Cue> cues, ScoreProfile profile, long next = long.MaxValue)
    {
        var score = default(QualityScore);
        for (var i = cues.Length - 1; i >= 0; i--)
        {
            ref readonly var cue = ref cues[i];
            score.Add(in cue, next, profile);
            next = cue.HasStart ? cue.SignedStart : next;
        }

        return score;
    }

    /// <summary>The same with so many more broken cues.</summary>
    public readonly QualityScore WithBroken(int cues) => this with { Cues = Cues + cues, Broken = Broken + cues * 100 * Unit };

    public static QualityScore operator +(in QualityScore a, in QualityScore b) => new()
    {
        Cues = a.Cues + b.Cues,
        Broken = a.Broken + b.Broken,
        Speed = a.Speed + b.Speed,
        Length = a.Length + b.Length,
        Overlap = a.Overlap + b.Overlap,
        Duration = a.Duration + b.Duration,
        Lines = a.Lines + b.Lines,
        Gap = a.Gap + b.Gap,
    };

    private void Add(ref readonly Cue cue, long next, ScoreProfile profile)
    {
        Cues++;
        var duration = cue.SignedEnd - cue.SignedStart;
        if ((cue.Flags & CueFlags.Broken) != 0 || duration <= 0 || cue.SignedStart < 0 || !cue.Shape.Visible)
        {
            Broken += 100 * Unit;
            return;
        }

        var shape = cue.Shape;
        Speed += Part(30, 1000L * shape.Characters - profile.Speed * duration, profile.SpeedRange * duration);
        Length += Part(20, shape.LongestLine - profile.LineLength, profile.LineLength);
        Lines += Part(10, shape.Lines - profile.Lines, profile.Lines);
        Duration += duration < profile.ShortestMs
            ? Part(15, profile.ShortestMs - duration, profile.ShortestMs)
            : Part(15, duration - profile.LongestMs, profile.LongestMs);
        var gap = next - cue.End;
        if (gap < 0)
        {
            Overlap += 20 * Unit;
        }
        else if (gap < profile.GapMs)
        {
            Gap += Part(5, profile.GapMs - gap, profile.GapMs);
        }
    }

    /// <summary>weight * clamp(over / range) in units.</summary>
    private static long Part(int weight, long over, long range) =>
        over <= 0 ? 0 : over >= range ? weight * Unit : weight * Unit * over / range;
}
