using System.Buffers;
using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The characters rule S07 deletes: U+0000-0008, 000B-001F but CR, 007F-009F, 200B, FEFF.</summary>
internal static class InvisibleCharacters
{
    // Lead bytes C2, E2 and EF begin the two- and three-byte ones; they also begin many others.
    private static readonly SearchValues<byte> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is not ('\t' or '\n' or '\r')).Select(b => (byte)b), 0x7F, 0xC2, 0xE2, 0xEF]);

    /// <summary>Where the next one is, and its length in bytes; -1 when there is none.</summary>
    public static int IndexOf(ReadOnlySpan<byte> utf8, out int length)
    {
        var offset = 0;
        while (true)
        {
            var found = utf8[offset..].IndexOfAny(Suspects);
            if (found < 0)
            {
                length = 0;
                return -1;
            }

            offset += found;
            length = LengthAt(utf8[offset..]);
            if (length > 0)
            {
                return offset;
            }

            offset++;
        }
    }

    /// <summary>Length in bytes of the one that a text begins with; 0 when it begins with another character.</summary>
    public static int LengthAtStart(ReadOnlySpan<byte> utf8) => Suspects.Contains(utf8[0]) ? LengthAt(utf8) : 0;

    /// <summary>What shows of characters that do not: <c>U+200B U+0001</c>. Those beyond the first 100 are left out.</summary>
    public static byte[] Name(ReadOnlySpan<byte> utf8)
    {
        var names = new StringBuilder();
        for (var count = 0; !utf8.IsEmpty && count < 100; count++)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var used);
            names.Append(names.Length > 0 ? " " : "").Append(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
            utf8 = utf8[used..];
        }

        return Encoding.UTF8.GetBytes(names.Append(utf8.IsEmpty ? "" : " …").ToString());
    }

    private static int LengthAt(ReadOnlySpan<byte> utf8) => utf8[0] switch
    {
        0xC2 => utf8.Length > 1 && utf8[1] < 0xA0 ? 2 : 0,
        0xE2 => utf8.Length > 2 && utf8[1] == 0x80 && utf8[2] == 0x8B ? 3 : 0,
        0xEF => utf8.Length > 2 && utf8[1] == 0xBB && utf8[2] == 0xBF ? 3 : 0,
        _ => 1,
    };
}
