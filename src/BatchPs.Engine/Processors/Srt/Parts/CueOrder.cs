namespace BatchPs.Engine.Processors.Srt;

/// <summary>Where a cue stands in the output: by start, then end, then place in the input. No two cues have the same.</summary>
internal readonly record struct CueOrder(long Start, long End, int Number) : IComparable<CueOrder>
{
    public static CueOrder Of(in Cue cue) => new(cue.Start, cue.End, cue.Number);

    public int CompareTo(CueOrder other) =>
        Start != other.Start ? Start.CompareTo(other.Start)
        : End != other.End ? End.CompareTo(other.End)
        : Number.CompareTo(other.Number);
}
