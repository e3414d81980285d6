using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Counts characters as a reader sees them (text elements, UAX 29) in valid UTF-8 without newlines.</summary>
internal static class TextElements
{
    private const int StackChars = 512;

    public static int Count(ReadOnlySpan<byte> utf8)
    {
        var first = utf8.IndexOfAnyInRange((byte)0x80, (byte)0xFF);
        return first < 0 ? utf8.Length : CountSimple(utf8[first..]) is >= 0 and var rest ? first + rest : CountClusters(utf8);
    }

    /// <summary>Whether anything in it shows: neither space nor format character.</summary>
    public static bool AnyVisible(ReadOnlySpan<byte> utf8)
    {
        if (utf8.ContainsAnyInRange((byte)0x21, (byte)0x7E))
        {
            return true;
        }

        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var used);
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                return true;
            }

            utf8 = utf8[used..];
        }

        return false;
    }

    /// <summary>The count when every character is one of a script in which nothing combines; else -1.</summary>
    private static int CountSimple(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        for (var i = 0; i < utf8.Length; count++)
        {
            int lead = utf8[i];
            if (lead < 0x80)
            {
                i++;
            }
            else if (lead < 0xE0)
            {
                var code = ((lead & 0x1F) << 6) | (utf8[i + 1] & 0x3F);
                if (code >= 0x300 && code is < 0x370 or > 0x482 and < 0x48A or > 0x52F)
                {
                    return -1;
                }

                i += 2;
            }
            else if (lead < 0xF0)
            {
                var code = ((lead & 0xF) << 12) | ((utf8[i + 1] & 0x3F) << 6) | (utf8[i + 2] & 0x3F);
                if (!(code is >= 0x2010 and <= 0x2027 or >= 0x3000 and <= 0x3029 or >= 0x3041 and <= 0x3096
                    or >= 0x30A0 and <= 0x30FF or >= 0x4E00 and <= 0x9FFF or >= 0xAC00 and <= 0xD7A3))
                {
                    return -1;
                }

                i += 3;
            }
            else
            {
                return -1;
            }
        }

        return count;
    }

    private static int CountClusters(ReadOnlySpan<byte> utf8)
    {
        Span<char> stack = stackalloc char[StackChars];
        var chars = utf8.Length <= StackChars ? stack : new char[utf8.Length];
        ReadOnlySpan<char> text = chars[..Encoding.UTF8.GetChars(utf8, chars)];
        var count = 0;
        for (; !text.IsEmpty; count++)
        {
            text = text[StringInfo.GetNextTextElementLength(text)..];
        }

        return count;
    }
}
