namespace BatchPs.Engine.Processors.Srt;

/// <summary>Thresholds of the quality score.</summary>
/// <param name="Name">Name for the option <c>Profile</c>.</param>
/// <param name="Speed">Characters a second up to which nothing is lost.</param>
/// <param name="SpeedRange">Characters a second over <paramref name="Speed"/> at which all of the speed part is lost.</param>
/// <param name="LineLength">Characters a line.</param>
/// <param name="ShortestMs">Shortest duration in ms.</param>
/// <param name="LongestMs">Longest duration in ms.</param>
/// <param name="Lines">Lines a cue.</param>
/// <param name="GapMs">Smallest gap to the next cue in ms.</param>
internal sealed record ScoreProfile(
    string Name, int Speed, int SpeedRange, int LineLength, int ShortestMs, int LongestMs, int Lines, int GapMs)
{
    /// <summary>Netflix Timed Text Style Guide, English: 20 cps, 42 characters, 5/6 s to 7 s, 2 frames at 24 fps.</summary>
    public static readonly ScoreProfile Netflix = new("Netflix", 20, 5, 42, 833, 7000, 2, 83);

    /// <summary>BBC Subtitle Guidelines: 160 words a minute (16 cps), 37 characters; the rest as Netflix.</summary>
    public static readonly ScoreProfile Bbc = Netflix with { Name = "Bbc", Speed = 16, LineLength = 37 };

    /// <summary>Subtitle Edit's defaults: optimal 15 and at most 25 cps, 43 characters, 1 s to 8 s, gap 24 ms.</summary>
    public static readonly ScoreProfile SubtitleEdit = new("SubtitleEdit", 15, 10, 43, 1000, 8000, 2, 24);

    /// <summary>Recorded lectures: as Netflix with 84 characters a line and no gap.</summary>
    public static readonly ScoreProfile Lecture = Netflix with { Name = "Lecture", LineLength = 84, GapMs = 0 };

    /// <summary>Every profile.</summary>
    public static readonly ScoreProfile[] All = [Netflix, Bbc, SubtitleEdit, Lecture];
}
