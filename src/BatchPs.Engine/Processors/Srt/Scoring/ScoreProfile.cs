namespace BatchPs.Engine.Processors.Srt;

/// <summary>Thresholds of the quality score and of the rules on times.</summary>
/// <param name="Name">Name for the option <c>Profile</c>.</param>
/// <param name="Speed">Characters a second up to which nothing is lost.</param>
/// <param name="SpeedRange">Characters a second over <paramref name="Speed"/> at which all of the speed part is lost.</param>
/// <param name="LineLength">Characters a line.</param>
/// <param name="ShortestMs">Shortest duration in ms.</param>
/// <param name="LongestMs">Longest duration in ms.</param>
/// <param name="Lines">Lines a cue.</param>
/// <param name="GapMs">Smallest gap to the next cue in ms; 0 asks for none.</param>
internal sealed record ScoreProfile(
    string Name, int Speed, int SpeedRange, int LineLength, int ShortestMs, int LongestMs, int Lines, int GapMs)
{
    /// <summary>Netflix English Timed Text Style Guide: 20 characters a second for adults, 42 a line; its General Requirements: 5/6 s to 7 s, 2 lines;
    /// its Subtitle Timing Guidelines: 2 frames between two, here at 24 frames a second.</summary>
    /// <remarks>The range up to 25 characters a second is Subtitle Edit's maximum, not Netflix's.</remarks>
    public static readonly ScoreProfile Netflix = new("Netflix", 20, 5, 42, 833, 7000, 2, 83);

    /// <summary>BBC Subtitle Guidelines 1.2, as excerpts of others have them: 160 to 180 words a minute and 0.3 s a word (section 4.1), 37 characters (3.1), 2 lines (3.3), no gap
    /// between two that follow each other: 1 s or none at all (4.5).</summary>
    /// <remarks>180 words of 6 characters, the space counted, are 18 characters a second. The shortest duration is that of one word. The guidelines
    /// have no longest duration: it is Netflix's.</remarks>
    public static readonly ScoreProfile Bbc = Netflix with { Name = "Bbc", Speed = 18, LineLength = 37, ShortestMs = 300, GapMs = 0 };

    /// <summary>Subtitle Edit's defaults (libse, GeneralSettings): optimal 15 and at most 25 characters a second, 43 a line, 1 s to 8 s, 2 lines,
    /// 24 ms between two.</summary>
    public static readonly ScoreProfile SubtitleEdit = new("SubtitleEdit", 15, 10, 43, 1000, 8000, 2, 24);

    /// <summary>Recorded lectures: as Netflix with 84 characters a line and no gap.</summary>
    public static readonly ScoreProfile Lecture = Netflix with { Name = "Lecture", LineLength = 84, GapMs = 0 };

    /// <summary>Every profile.</summary>
    public static readonly ScoreProfile[] All = [Netflix, Bbc, SubtitleEdit, Lecture];

    /// <summary>The profile with the speed and line length of a language; itself for a language without a table, as English, and for none.</summary>
    /// <remarks>A language differs from English in each profile as it does in Netflix's guides: its figures there times this profile's
    /// English figure over Netflix's, rounded. So <see cref="Lecture"/> doubles every language's line length.</remarks>
    /// <param name="language">A language tag; only its language counts.</param>
    public ScoreProfile For(string? language)
    {
        if (LanguageFigures.Of(language) is not { } figures)
        {
            return this;
        }

        return this with
        {
            Speed = Scaled(figures.Speed, Speed, Netflix.Speed),
            SpeedRange = Math.Max(1, Scaled(figures.Speed, SpeedRange, Netflix.Speed)),
            LineLength = Scaled(figures.LineLength, LineLength, Netflix.LineLength),
        };
    }

    /// <summary>figure * own / other, rounded half up.</summary>
    private static int Scaled(int figure, int own, int other) => (2 * figure * own + other) / (2 * other);
}
