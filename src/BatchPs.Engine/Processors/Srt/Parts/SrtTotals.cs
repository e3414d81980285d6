namespace BatchPs.Engine.Processors.Srt;

/// <summary>What a file came to.</summary>
internal record struct SrtTotals
{
    /// <summary>Cues written.</summary>
    public int Cues;

    /// <summary>Cues that could not be recovered.</summary>
    public int Lost;

    /// <summary>Line of the first of these.</summary>
    public int FirstLost;

    public QualityScore Before;

    public QualityScore After;

    /// <summary>Adds what was read of a part.</summary>
    public void AddRead(SrtDocument document)
    {
        FirstLost = Lost == 0 && document.Lost.Count > 0 ? document.Lost[0].TimingLine : FirstLost;
        Lost += document.Lost.Count;
        Before += document.ScoreBefore;
        After = After.WithBroken(document.Lost.Count);
    }

    /// <summary>Adds what is written of a part.</summary>
    public void AddWritten(SrtDocument document)
    {
        Cues += document.Cues.Count;
        After += document.ScoreAfter;
    }
}
