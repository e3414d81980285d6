namespace BatchPs.Engine.Processors.Srt;

/// <summary>What a line is as a timing line.</summary>
internal enum TimingKind
{
    /// <summary>Not one.</summary>
    None,

    /// <summary>A start without an arrow; the first half of a timing line that was split in two, or text.</summary>
    LoneTime,

    /// <summary>A start and an arrow, no usable end.</summary>
    NoEnd,

    /// <summary>Start and end.</summary>
    Complete,

    /// <summary>Meant as one, but its start cannot be read.</summary>
    Unreadable,
}

/// <summary>What follows the end time.</summary>
internal enum TimingRest
{
    None,

    /// <summary>Coordinates or other settings; they stay where they are.</summary>
    Coordinates,

    /// <summary>Text that lost its line break.</summary>
    Text,
}

/// <summary>A line read as a timing line. What it is depends on the line alone, never on its neighbours.</summary>
/// <param name="Kind">What the line is.</param>
/// <param name="Start">Start time.</param>
/// <param name="End">End time of a complete line.</param>
/// <param name="Rest">What follows the end time.</param>
/// <param name="RestOffset">Where that begins: coordinates with the spaces before them, text without.</param>
internal readonly record struct TimingLine(
    TimingKind Kind, TimeCode Start = default, TimeCode End = default, TimingRest Rest = TimingRest.None, int RestOffset = 0)
{
    /// <summary>Length of <c>HH:MM:SS,mmm --> HH:MM:SS,mmm</c>.</summary>
    public const int CanonicalLength = 29;

    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 2 * TimeCode.MaxLength + 8;

    private const int MaxJunk = 8;

    /// <summary>Reads a line that begins with a canonical timing and has nothing after it.</summary>
    public static bool TryReadCanonical(ReadOnlySpan<byte> line, out long start, out long end)
    {
        start = end = -1;
        return line.Length == CanonicalLength
            && line.Slice(12, 5).SequenceEqual(" --> "u8)
            && (start = TimeCode.ReadCanonical(line)) >= 0
            && (end = TimeCode.ReadCanonical(line[17..])) >= 0;
    }

    /// <summary>Reads a line in any form people write.</summary>
    public static TimingLine Read(ReadOnlySpan<byte> line)
    {
        var at = 0;
        if (!TimeCode.TryRead(line, ref at, out var start))
        {
            return LooksLikeTiming(line) ? new TimingLine(TimingKind.Unreadable) : default;
        }

        if (Blank.Skip(line, at) == line.Length)
        {
            return start.Parts == 3 ? new TimingLine(TimingKind.LoneTime, start) : default;
        }

        if (!TryArrow(line, ref at) && !(start.Parts == 3 && TryArrowAfterJunk(line, ref at)))
        {
            return LooksLikeTiming(line) ? new TimingLine(TimingKind.Unreadable) : default;
        }

        if (TimeCode.TryRead(line, ref at, out var end) && (end.Parts == 1) == (start.Parts == 1))
        {
            return WithRest(line, at, start, end);
        }

        return start.Parts == 3 || (start.Parts == 2 && start.FractionDigits > 0)
            ? new TimingLine(TimingKind.NoEnd, start, Rest: Blank.Skip(line, at) == line.Length ? TimingRest.None : TimingRest.Text)
            : LooksLikeTiming(line) ? new TimingLine(TimingKind.Unreadable)
            : default;
    }

    /// <summary>Whether the line begins with an arrow, as the second half of a split timing line does.</summary>
    public static bool BeginsWithArrow(ReadOnlySpan<byte> line)
    {
        var at = 0;
        return TryArrow(line, ref at);
    }

    /// <summary>Writes the canonical form, with the sign of negative times, without coordinates.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> output, long start, long end)
    {
        var at = WriteSigned(output, start);
        " --> "u8.CopyTo(output[at..]);
        at += 5;
        return at + WriteSigned(output[at..], end);
    }

    private static int WriteSigned(Span<byte> output, long time)
    {
        if (time >= 0)
        {
            return TimeCode.Write(output, time);
        }

        output[0] = (byte)'-';
        return 1 + TimeCode.Write(output[1..], -time);
    }

    private static TimingLine WithRest(ReadOnlySpan<byte> line, int at, TimeCode start, TimeCode end)
    {
        var full = start.Parts == 3 && end.Parts == 3;
        while (full && at < line.Length && Blank.Skip(line, at) == at)
        {
            at++;
        }

        var first = Blank.Skip(line, at);
        var rest = line[first..];
        if (rest.IsEmpty)
        {
            return new TimingLine(TimingKind.Complete, start, end);
        }

        if (first == at)
        {
            return default;
        }

        if (IsSettings(rest) || (full && (rest[0] == '-' || char.IsAsciiDigit((char)rest[0]) || rest.Contains((byte)'>'))))
        {
            return new TimingLine(TimingKind.Complete, start, end, TimingRest.Coordinates, at);
        }

        return full ? new TimingLine(TimingKind.Complete, start, end, TimingRest.Text, first) : default;
    }

    /// <summary>Whether the text begins like <c>X1:100</c> or <c>align:start</c>.</summary>
    private static bool IsSettings(ReadOnlySpan<byte> rest)
    {
        var colon = rest.IndexOfAny(" \t:"u8);
        return char.IsAsciiLetter((char)rest[0]) && colon > 0 && rest[colon] == ':'
            && colon + 1 < rest.Length && rest[colon + 1] is not ((byte)' ' or (byte)'\t');
    }

    private static bool TryArrow(ReadOnlySpan<byte> line, ref int offset)
    {
        var at = Blank.Skip(line, offset);
        var dashes = 0;
        for (; at < line.Length && line[at] == '-'; at = Blank.Skip(line, at + 1))
        {
            dashes++;
        }

        if (dashes == 0 || at >= line.Length || line[at] != '>')
        {
            return false;
        }

        while (at < line.Length && line[at] == '>')
        {
            at++;
        }

        offset = at;
        return true;
    }

    private static bool TryArrowAfterJunk(ReadOnlySpan<byte> line, ref int offset)
    {
        var at = offset;
        while (at < line.Length && at - offset < MaxJunk && line[at] != '-' && Blank.Skip(line, at) == at)
        {
            at++;
        }

        if (!TryArrow(line, ref at))
        {
            return false;
        }

        offset = at;
        return true;
    }

    private static bool LooksLikeTiming(ReadOnlySpan<byte> line)
    {
        var head = line.IndexOf((byte)'>');
        if (head <= 0)
        {
            return false;
        }

        var tail = head;
        while (tail > 0 && line[tail - 1] is (byte)'-' or (byte)' ' or (byte)'\t')
        {
            tail--;
        }

        return line[tail..head].Contains((byte)'-')
            && (LooksLikeTime(line[..tail].Trim(" \t"u8)) || LooksLikeTime(FirstWord(line[(head + 1)..])));
    }

    private static bool LooksLikeTime(ReadOnlySpan<byte> word)
    {
        var digits = 0;
        foreach (var b in word)
        {
            digits += char.IsAsciiDigit((char)b) ? 1 : 0;
        }

        return digits >= 3 && word.Count((byte)':') >= 2 && !word.ContainsAny(" \t"u8);
    }

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t"u8);
        var end = text.IndexOfAny(" \t"u8);
        return end < 0 ? text : text[..end];
    }
}
