namespace BatchPs.Engine.Processors.Srt;

/// <summary>Lines that are numbers, as indexes are.</summary>
internal static class PlainNumber
{
    private const int MaxDigits = 9;

    /// <summary>The number a line consists of, spaces around it allowed; -1 when it is anything else.</summary>
    public static int Read(ReadOnlySpan<byte> line)
    {
        if (!char.IsAsciiDigit((char)line[0]))
        {
            line = line[Blank.Skip(line, 0)..];
        }

        var number = ReadLeading(line, out var digits);
        return digits == line.Length || (number >= 0 && Blank.IsBlank(line[digits..])) ? number : -1;
    }

    /// <summary>The number a line begins with when something else follows it, as in <c>2 foo</c>; else -1.</summary>
    public static int ReadLeading(ReadOnlySpan<byte> line) => ReadLeading(line, out _);

    /// <summary>Whether the line is the number as it would be written: no spaces, no leading zero.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> line) =>
        !line.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (line[0] != '0' || line.Length == 1);

    private static int ReadLeading(ReadOnlySpan<byte> line, out int digits)
    {
        var number = 0;
        for (digits = 0; digits < line.Length && char.IsAsciiDigit((char)line[digits]); digits++)
        {
            if (digits == MaxDigits)
            {
                return -1;
            }

            number = number * 10 + line[digits] - '0';
        }

        return digits == 0 ? -1 : number;
    }
}
