using System.Buffers;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>P01: no space before <c>, . ; : ! ?</c> nor inside brackets and before a closing quote, one after <c>, ; : ! ?</c> before a letter.
/// Where it cannot be told for certain that the mark is the punctuation of a sentence, nothing changes.</summary>
internal sealed class SpacePunctuation : ITextRule
{
    // The last byte of ” in UTF-8.
    private const byte CurlyQuote = 0x9D;

    private static readonly SearchValues<byte> Marks = SearchValues.Create([.. ",.;:!?()[]\""u8, CurlyQuote]);
    private static readonly SearchValues<char> Places = SearchValues.Create(" ,;:!?");

    public SrtRule Rule => SrtRule.P01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        var text = place.Bare;
        for (var at = 0; text[at..].IndexOfAny(Marks) is >= 0 and var found; at++)
        {
            at += found;
            var before = at > 0 ? text[at - 1] : 0;
            var after = at + 1 < text.Length ? text[at + 1] : 0;
            var concerns = text[at] switch
            {
                (byte)'(' or (byte)'[' => after == ' ',
                (byte)')' or (byte)']' or (byte)'.' => before == ' ',
                (byte)'"' => before == ' ' && !(char.IsAsciiLetterOrDigit((char)after) || after >= 0x80),
                CurlyQuote => text[..at].EndsWith(" \u201D"u8[..3]),
                (byte)',' => before == ' ' || IsLetter(after),
                _ => (before == ' ' && !KeepsSpaces(place)) || IsLetter(after),
            };
            if (concerns)
            {
                return true;
            }
        }

        return false;
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var bare = new BareText(text);
        var line = bare.Span;
        var keepsSpaces = KeepsSpaces(place);
        var hasColonsInWords = place.IsIn("fi", "sv");
        for (var at = 0; line[at..].IndexOfAny(Places) is >= 0 and var found; at++)
        {
            at += found;
            if (line[at] != ' ')
            {
                if (Punctuation.NeedsSpaceAfter(line, at) && !(hasColonsInWords && line[at] == ':'))
                {
                    bare.InsertAfter(edits, at, " ", $"There was no space after '{line[at]}'.");
                }
            }
            else if (at > 0 && at + 1 < line.Length)
            {
                Look(bare, at, keepsSpaces, edits);
            }
        }
    }

    private static void Look(in BareText bare, int at, bool keepsSpaces, TextEdits edits)
    {
        var line = bare.Span;
        var next = line[at + 1];
        if (Punctuation.IsSpareSpaceBefore(line, at + 1) && !(keepsSpaces && next is ';' or ':' or '!' or '?'))
        {
            bare.Replace(edits, at, 1, "", $"There was a space before '{next}'.");
        }
        else if (Enclosures.IsPadding(line, at, out var mark))
        {
            bare.Replace(edits, at, 1, "", $"There was a space inside '{mark}'.");
        }
    }

    /// <summary>Whether a space before <c>; : ! ?</c> is meant: in French, and where the language is not given but the file has more with a space.</summary>
    private static bool KeepsSpaces(in TextPlace place) => place.IsIn("fr") || (place.Language.Length == 0 && place.Document.SpacesMarks);

    private static bool IsLetter(int b) => char.IsAsciiLetter((char)b) || (b >= 0xC2 && b != 0xE2);
}
