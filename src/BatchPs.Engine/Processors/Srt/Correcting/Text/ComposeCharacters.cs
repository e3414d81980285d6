using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>N01: letters and their marks become one character where Unicode has it (form C). Word by word, tags left as they are.</summary>
internal sealed class ComposeCharacters : ITextRule
{
    private const int StackChars = 512;

    // .NET normalises no text with this noncharacter.
    private const char Unnormalizable = '\uFFFE';

    public SrtRule Rule => SrtRule.N01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        // Below U+0300 all is composed.
        if (!utf8.ContainsAnyInRange((byte)0xCC, (byte)0xFF))
        {
            return false;
        }

        Span<char> stack = stackalloc char[StackChars];
        if (utf8.Length > StackChars)
        {
            return true;
        }

        ReadOnlySpan<char> text = stack[..Encoding.UTF8.GetChars(utf8, stack)];
        return !AreAllComposed(text) && (text.Contains(Unnormalizable) || !text.IsNormalized(NormalizationForm.FormC));
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var at = 0;
        while (at < text.Length)
        {
            var isTag = Tags.TryFind(text, at, out var tag, out var tagLength);
            EditWords(text, at, isTag ? tag : text.Length, edits);
            at = isTag ? tag + tagLength : text.Length;
        }
    }

    private static void EditWords(ReadOnlySpan<char> text, int from, int to, TextEdits edits)
    {
        // Nothing composes with a space or newline before it, so words can be looked at one by one.
        while (from < to)
        {
            var length = text[from..to].IndexOfAny(' ', '\n');
            var word = text.Slice(from, length < 0 ? to - from : length);
            if (!word.Contains(Unnormalizable) && !AreAllComposed(word) && !word.IsNormalized(NormalizationForm.FormC))
            {
                edits.Replace(from, word.Length, word.ToString().Normalize(NormalizationForm.FormC), "Letters and marks were not composed (NFC).");
            }

            from += word.Length + 1;
        }
    }

    /// <summary>True for scripts in which nothing can be composed; false when it takes a closer look.</summary>
    private static bool AreAllComposed(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!(c is < '\u0300' or >= '\u0400' and <= '\u0482' or >= '\u048A' and <= '\u0530' or >= '\u2010' and <= '\u2027'
                or >= '\u3001' and <= '\u3029' or >= '\u3041' and <= '\u3096' or >= '\u30A0' and <= '\u30FF'
                or >= '\u4E00' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3'))
            {
                return false;
            }
        }

        return true;
    }
}
