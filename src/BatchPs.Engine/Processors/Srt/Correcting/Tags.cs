using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Markup inside a text line: <c>&lt;i&gt;</c>, <c>&lt;/font&gt;</c>, <c>{\an8}</c>.</summary>
internal static class Tags
{
    // In bytes. Longer ones are text; without a limit a long line of < would be searched to its end for each.
    private const int MaxLength = 1024;

    /// <summary>Where the next tag is at or after an offset; false when the line has no more.</summary>
    public static bool TryFind(ReadOnlySpan<byte> line, int from, out int start, out int length)
    {
        for (start = from; ; start++)
        {
            var found = line[start..].IndexOfAny((byte)'<', (byte)'{');
            if (found < 0)
            {
                length = 0;
                return false;
            }

            start += found;
            length = LengthAt(line[start..]);
            if (length > 0)
            {
                return true;
            }
        }
    }

    /// <summary>Copies a line without its tags.</summary>
    /// <returns>Bytes written.</returns>
    public static int Strip(ReadOnlySpan<byte> line, Span<byte> output)
    {
        int at = 0, written = 0;
        while (TryFind(line, at, out var start, out var length))
        {
            line[at..start].CopyTo(output[written..]);
            written += start - at;
            at = start + length;
        }

        line[at..].CopyTo(output[written..]);
        return written + line.Length - at;
    }

    /// <summary>As <see cref="TryFind(ReadOnlySpan{byte}, int, out int, out int)"/>, in characters.</summary>
    public static bool TryFind(ReadOnlySpan<char> text, int from, out int start, out int length)
    {
        for (start = from; ; start++)
        {
            var found = text[start..].IndexOfAny('<', '{');
            if (found < 0)
            {
                length = 0;
                return false;
            }

            start += found;
            length = LengthAt(text[start..]);
            if (length > 0)
            {
                return true;
            }
        }
    }

    /// <summary>Whether two texts have the same tags in the same order.</summary>
    public static bool AreSame(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        for (int at = 0, otherAt = 0; ;)
        {
            var hasMore = TryFind(one, at, out var start, out var length);
            if (hasMore != TryFind(other, otherAt, out var otherStart, out var otherLength))
            {
                return false;
            }

            if (!hasMore || !one.Slice(start, length).SequenceEqual(other.Slice(otherStart, otherLength)))
            {
                return !hasMore;
            }

            at = start + length;
            otherAt = otherStart + otherLength;
        }
    }

    /// <summary>The name in a tag, without the slash of a closing one: <c>font</c> of <c>&lt;/font&gt;</c>; empty for <c>{\an8}</c>.</summary>
    public static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> tag)
    {
        var name = tag[0] == '<' ? tag[1..^1].TrimStart('/') : default;
        var end = name.IndexOfAny(" \t\n/=");
        return end < 0 ? name : name[..end];
    }

    /// <summary>Length of the tag the text begins with; 0 when it is none, as in <c>a &lt; b</c>. No tag goes over a line
    /// break, nor over what may begin another.</summary>
    private static int LengthAt(ReadOnlySpan<byte> text)
    {
        text = text[..Math.Min(text.Length, MaxLength)];
        var isTag = text.Length > 2 && (text[0] == '{'
            ? text[1] == '\\'
            : char.IsAsciiLetter((char)text[1]) || text[1] == '/');
        var close = text[0] == '{' ? (byte)'}' : (byte)'>';
        var end = isTag ? text[1..].IndexOfAny([close, text[0], (byte)'\n', (byte)'\r']) + 1 : 0;
        return end > 0 && text[end] == close ? end + 1 : 0;
    }

    private static int LengthAt(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, MaxLength)];
        var isTag = text.Length > 2 && (text[0] == '{'
            ? text[1] == '\\'
            : char.IsAsciiLetter(text[1]) || text[1] == '/');
        var close = text[0] == '{' ? '}' : '>';
        var end = isTag ? text[1..].IndexOfAny(close, text[0], '\n') + 1 : 0;
        return end > 0 && text[end] == close && Encoding.UTF8.GetByteCount(text[..(end + 1)]) <= MaxLength ? end + 1 : 0;
    }
}
