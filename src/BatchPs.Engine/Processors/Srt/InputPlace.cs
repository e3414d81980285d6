namespace BatchPs.Engine.Processors.Srt;

/// <summary>Where in the input a document stands that is one part of a larger file, for reading it and for the rules that run before sorting.</summary>
/// <param name="Lines">Lines before it.</param>
/// <param name="Cues">Cues read before it.</param>
/// <param name="Previous">The last cue before it that is written; null without any.</param>
/// <param name="NextStart">Start of the cue that follows it, in ms; <see cref="long.MaxValue"/> when the file ends there.</param>
internal sealed record InputPlace(int Lines, int Cues, Cue? Previous, long NextStart)
{
    /// <summary>That of a whole file.</summary>
    public static readonly InputPlace Whole = new(0, 0, null, long.MaxValue);

    /// <summary>Whether the file ends with it.</summary>
    public bool IsLast => NextStart == long.MaxValue;

    /// <summary>Where the cue before it ends, in ms; 0 without any.</summary>
    public long PreviousEnd => Previous is { } cue ? Math.Max(cue.Start, cue.End) : 0;
}
