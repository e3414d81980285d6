namespace BatchPs.Engine.Processors.Srt;

/// <summary>What lies around the cues of a document that is one part of a larger file; rules that look at a neighbour ask here at the edges.</summary>
/// <param name="CuesBefore">Cues written before the first one here.</param>
/// <param name="PreviousEnd">Where the last of these ends, in ms; 0 without any.</param>
/// <param name="NextStart">Where the first cue after the last one here begins, in ms; <see cref="long.MaxValue"/> without any.</param>
/// <param name="EndsSentence">Whether the text before the first one here ends a sentence, as <see cref="SentenceEnd.EndsWith"/> says.</param>
internal readonly record struct Surroundings(int CuesBefore, long PreviousEnd, long NextStart, bool EndsSentence)
{
    /// <summary>Index in the input of the last cue written before the first one here; -1 without one.</summary>
    public int PreviousIndex { get; init; } = -1;

    /// <summary>Those of a whole file.</summary>
    public static readonly Surroundings None = new(0, 0, long.MaxValue, false);
}
