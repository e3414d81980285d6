using System.Buffers;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>What measuring a cue's text found: sizes for the score, and which rules have work on it.</summary>
internal struct TextShape
{
    private const int StackBytes = 512;

    // What keeps a text off the fast way: tags, tabs, CR, and all that is not ASCII.
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [(byte)'<', (byte)'{', (byte)'\t', (byte)'\r', .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    /// <summary>Text elements without tags and newlines, spaces counted.</summary>
    public int Characters;

    /// <summary>Text elements of the longest line.</summary>
    public int LongestLine;

    /// <summary>Lines that are not blank.</summary>
    public int Lines;

    /// <summary>Whether anything shows once the tags are gone.</summary>
    public bool Visible;

    /// <summary>Whether a line has spaces at an end, a tab or two spaces in a row (S06).</summary>
    public bool HasOddSpaces;

    /// <summary>Whether a line is blank (S05).</summary>
    public bool HasBlankLines;

    /// <summary>Whether a line has a tag.</summary>
    public bool HasTags;

    /// <summary>Measures a text.</summary>
    public static TextShape Of(ReadOnlySpan<byte> text)
    {
        var shape = default(TextShape);
        var special = text.ContainsAny(Special);
        shape.HasOddSpaces = text.IndexOf("  "u8) >= 0 || (special && text.Contains((byte)'\t'));
        if (special)
        {
            shape.MeasureSpecial(text);
        }
        else
        {
            shape.MeasurePlain(text);
        }

        return shape;
    }

    private void MeasurePlain(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.IsEmpty || (line[0] == ' ' && line.TrimStart((byte)' ').IsEmpty))
            {
                HasBlankLines = true;
            }
            else
            {
                HasOddSpaces |= line[0] == ' ' || line[^1] == ' ';
                Add(line.Length);
                Visible = true;
            }

            text = end < 0 ? default : text[(end + 1)..];
        }
    }

    private void MeasureSpecial(ReadOnlySpan<byte> text)
    {
        var lines = new LineCursor(text, hasCr: true);
        Span<byte> stack = stackalloc byte[StackBytes];
        while (lines.MoveNext())
        {
            scoped var line = lines.Text;
            if (Blank.IsBlank(line))
            {
                HasBlankLines = true;
                continue;
            }

            HasOddSpaces |= line[0] is (byte)' ' or (byte)'\t' || line[^1] is (byte)' ' or (byte)'\t';
            if (Tags.TryFind(line, 0, out _, out _))
            {
                HasTags = true;
                var bare = line.Length <= StackBytes ? stack : new byte[line.Length];
                line = bare[..Tags.Strip(line, bare)];
            }

            Add(TextElements.Count(line));
            Visible = Visible || TextElements.AnyVisible(line);
        }
    }

    private void Add(int characters)
    {
        Characters += characters;
        LongestLine = Math.Max(LongestLine, characters);
        Lines++;
    }
}
