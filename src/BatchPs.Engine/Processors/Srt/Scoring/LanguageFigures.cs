namespace BatchPs.Engine.Processors.Srt;

/// <summary>What Netflix's Timed Text Style Guides ask of a language that is not read as English is: subtitles for adults.</summary>
/// <remarks>
/// Line lengths read in the guides' own pages for Japanese (13 full-width characters, horizontal), Korean (16), Thai (35), Hindi and Arabic (42).
/// The line length of Chinese (16) and all speeds come from a secondary source, Subtitle Edit's check of those guides; that has no speed for
/// Thai, which is held to the 17 characters a second it holds every other language to. The guides count half-width characters of Japanese, Korean and
/// Chinese as half of one; here each character a reader sees is one, so what has much Latin text scores lower.
/// </remarks>
/// <param name="Speed">Characters a second.</param>
/// <param name="LineLength">Characters a line.</param>
internal readonly record struct LanguageFigures(int Speed, int LineLength)
{
    /// <summary>The figures of a language tag such as <c>zh</c> or <c>zh-hant-tw</c>, in lower case; null when there are none.</summary>
    public static LanguageFigures? Of(string? tag) => tag?.Split('-')[0] switch
    {
        "ja" => new(4, 13),
        "ko" => new(12, 16),
        "zh" => new(9, 16),
        "th" => new(17, 35),
        "hi" => new(22, 42),
        "ar" => new(20, 42),
        _ => null,
    };
}
