namespace BatchPs.Engine.Processors.Srt;

/// <summary>One time of a timing line as it was read.</summary>
/// <param name="Milliseconds">Its magnitude.</param>
/// <param name="Negative">Whether a minus stood before it.</param>
/// <param name="Parts">How many of hours, minutes, seconds were written: 1 to 3.</param>
/// <param name="FractionDigits">How many digits the fraction had; 0 when there was none.</param>
internal readonly record struct TimeCode(long Milliseconds, bool Negative, int Parts, int FractionDigits)
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 24;

    private const int MaxHourDigits = 6;

    /// <summary>Whether it is before zero; a zero with a minus is not.</summary>
    public bool IsNegative => Negative && Milliseconds > 0;

    /// <summary>Whether the fraction had one or two digits, which some tools mean as milliseconds.</summary>
    public bool HasShortFraction => FractionDigits is 1 or 2;

    /// <summary>Reads a canonical <c>HH:MM:SS,mmm</c> at the start of the bytes; -1 when it is anything else.</summary>
    public static long ReadCanonical(ReadOnlySpan<byte> text)
    {
        if (text.Length < 12 || text[2] != ':' || text[5] != ':' || text[8] != ',')
        {
            return -1;
        }

        uint a = text[0] - (uint)'0', b = text[1] - (uint)'0', c = text[3] - (uint)'0', d = text[4] - (uint)'0';
        uint e = text[6] - (uint)'0', f = text[7] - (uint)'0', g = text[9] - (uint)'0', h = text[10] - (uint)'0', i = text[11] - (uint)'0';
        return a > 9 || b > 9 || c > 5 || d > 9 || e > 5 || f > 9 || g > 9 || h > 9 || i > 9
            ? -1
            : ((((a * 10 + b) * 60L + c * 10 + d) * 60) + e * 10 + f) * 1000 + g * 100 + h * 10 + i;
    }

    /// <summary>Reads a time in any form people write; moves the offset past it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, ref int offset, out TimeCode time)
    {
        time = default;
        var at = Blank.Skip(text, offset);
        var negative = at < text.Length && text[at] == '-';
        at = negative ? Blank.Skip(text, at + 1) : at;

        Span<int> values = stackalloc int[4];
        Span<int> digits = stackalloc int[4];
        var parts = 0;
        while (true)
        {
            if (!TryNumber(text, ref at, out values[parts], out digits[parts]))
            {
                return false;
            }

            parts++;
            var colon = Blank.Skip(text, at);
            var follows = colon + 1 < text.Length ? Blank.Skip(text, colon + 1) : text.Length;
            if (parts == 4 || follows >= text.Length || text[colon] != ':' || !char.IsAsciiDigit((char)text[follows]))
            {
                break;
            }

            at = follows;
        }

        var fractionDigits = 0;
        var milliseconds = 0;
        var comma = false;
        if (parts == 4)
        {
            // 00:00:04:500 is the one form in which a colon stands before the fraction.
            if (digits[3] != 3)
            {
                return false;
            }

            milliseconds = values[3];
            fractionDigits = 3;
            parts = 3;
        }
        else
        {
            fractionDigits = ReadFraction(text, ref at, out milliseconds, out comma);
        }

        if (!IsSound(digits[..parts], fractionDigits, comma))
        {
            return false;
        }

        long seconds = 0;
        foreach (var value in values[..parts])
        {
            seconds = seconds * 60 + value;
        }

        time = new TimeCode(seconds * 1000 + milliseconds, negative, parts, fractionDigits);
        offset = at;
        return true;
    }

    /// <summary>Writes <c>HH:MM:SS,mmm</c>; hours take as many digits as they need.</summary>
    /// <returns>Bytes written, at most <see cref="MaxLength"/>.</returns>
    public static int Write(Span<byte> output, long milliseconds)
    {
        var hours = milliseconds / 3_600_000;
        var rest = (int)(milliseconds - hours * 3_600_000);
        var at = 2;
        if (hours < 100)
        {
            Two(output, (int)hours);
        }
        else
        {
            System.Buffers.Text.Utf8Formatter.TryFormat(hours, output, out at);
        }

        output = output[at..];
        output[0] = (byte)':';
        Two(output[1..], rest / 60_000);
        output[3] = (byte)':';
        Two(output[4..], rest / 1000 % 60);
        output[6] = (byte)',';
        output[7] = (byte)('0' + rest / 100 % 10);
        Two(output[8..], rest % 100);
        return at + 10;
    }

    private static void Two(Span<byte> output, int value)
    {
        output[0] = (byte)('0' + value / 10);
        output[1] = (byte)('0' + value % 10);
    }

    /// <summary>Which shapes are times: too few digits are a line that was cut off, too many something else.</summary>
    private static bool IsSound(ReadOnlySpan<int> digits, int fractionDigits, bool comma) => digits.Length switch
    {
        3 => digits[0] <= MaxHourDigits && IsPart(digits[1], fractionDigits) && IsPart(digits[2], fractionDigits),
        2 => digits[0] <= 2 && digits[1] == 2,
        _ => digits[0] <= 5 && comma && fractionDigits > 0,
    };

    private static bool IsPart(int digits, int fractionDigits) => digits == 2 || (digits == 1 && fractionDigits > 0);

    private static bool TryNumber(ReadOnlySpan<byte> text, ref int at, out int value, out int digits)
    {
        value = 0;
        digits = 0;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            if (++digits > MaxHourDigits)
            {
                return false;
            }

            value = value * 10 + text[at++] - '0';
        }

        return digits > 0;
    }

    /// <summary>Reads <c>,5</c> as 500: digits beyond the third, and a second fraction after it, do not count.</summary>
    private static int ReadFraction(ReadOnlySpan<byte> text, ref int at, out int milliseconds, out bool comma)
    {
        milliseconds = 0;
        comma = false;
        var mark = Blank.Skip(text, at);
        if (mark >= text.Length || text[mark] is not ((byte)',' or (byte)'.' or (byte)';'))
        {
            return 0;
        }

        comma = text[mark] == ',';
        at = mark + 1;
        var first = Blank.Skip(text, at);
        at = first < text.Length && char.IsAsciiDigit((char)text[first]) ? first : at;
        var digits = 0;
        var weight = 100;
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            milliseconds += (text[at++] - '0') * weight;
            weight /= 10;
            digits++;
        }

        while (digits > 0 && at + 1 < text.Length && text[at] is (byte)',' or (byte)'.' && char.IsAsciiDigit((char)text[at + 1]))
        {
            for (at++; at < text.Length && char.IsAsciiDigit((char)text[at]);)
            {
                at++;
            }
        }

        return digits;
    }
}
