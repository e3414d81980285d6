namespace BatchPs.Engine.Processors.Srt;

/// <summary>Which texts have lines that mean something: those stay as they are.</summary>
internal static class LineLayout
{
    private const int LongestName = 30;

    /// <summary>Whether a line, from the given one on, begins as the words of another speaker or of a song do.</summary>
    /// <param name="text">The text without tags.</param>
    /// <param name="from">Index of the first line that is looked at.</param>
    public static bool HasSpeakers(ReadOnlySpan<char> text, int from)
    {
        var index = 0;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].TrimStart(" \u00A0");
            if (index++ >= from && (line.StartsWith(">>") || HasName(line) || (!line.IsEmpty && line[0] is '-' or '‐' or '–' or '—' or '♪' or '♫' or '#' or '*')))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line begins with a name and a colon: <c>ANNA:</c>, <c>Dr. Weiss:</c>.</summary>
    private static bool HasName(ReadOnlySpan<char> line)
    {
        var colon = line.IndexOf(':');
        if (colon is < 2 or > LongestName || !char.IsUpper(line[0]) || (colon + 1 < line.Length && line[colon + 1] != ' '))
        {
            return false;
        }

        var isBegin = true;
        foreach (var c in line[..colon])
        {
            if ((isBegin && !char.IsUpper(c)) || !(Scripts.IsLetter(c) || c is ' ' or '.' or '-' or '\'' or '’'))
            {
                return false;
            }

            isBegin = c == ' ';
        }

        return true;
    }

    /// <summary>Whether a line stands in brackets from its begin to its end: a sound, not speech.</summary>
    public static bool HasSounds(ReadOnlySpan<char> text)
    {
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].Trim(" \u00A0");
            if (line.Length > 1 && line[0] is '(' or '[' && line[^1] is ')' or ']')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether lines can be joined with a space: not where a hyphen ends one, nor in scripts that have no spaces.</summary>
    public static bool CanJoin(ReadOnlySpan<char> text) => text.IndexOf("-\n") < 0 && text.IndexOf("\u2010\n") < 0
        && text.IndexOf("\u00AD\n") < 0 && !Scripts.AnyWithoutSpaces(text);
}
