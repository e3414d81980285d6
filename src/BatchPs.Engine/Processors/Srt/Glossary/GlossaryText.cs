using System.Buffers;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>A text as terms are found in it: in NFC, without tags, runs of spaces with at most one line break as one space; and where each
/// character of that stands in the text; reused.</summary>
internal sealed class GlossaryText
{
    // Stands for what no term spans: a tag that breaks the line, or several line breaks. No term has one.
    private const char Wall = '\n';

    private char[] _chars = [];
    private char[] _folded = [];
    private int[] _starts = [];
    private int[] _ends = [];
    private bool[] _breaks = [];
    private bool[] _tags = [];

    public int Length { get; private set; }

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    /// <summary>The characters as they are compared.</summary>
    public ReadOnlySpan<char> Folded => _folded.AsSpan(0, Length);

    /// <summary>Where a character begins in the text.</summary>
    public int Start(int at) => _starts[at];

    /// <summary>Where a character ends in the text.</summary>
    public int End(int at) => _ends[at];

    /// <summary>Whether a character stands for a line break.</summary>
    public bool IsBreak(int at) => _breaks[at];

    /// <summary>Whether a tag stands between the begin and the end of some characters.</summary>
    /// <param name="start">The first of them.</param>
    /// <param name="end">What follows the last of them.</param>
    /// <param name="isBetweenWords">Whether all such tags have a space beside them.</param>
    public bool HasTag(int start, int end, out bool isBetweenWords)
    {
        var hasTag = false;
        isBetweenWords = true;
        for (var at = start + 1; at < end; at++)
        {
            hasTag |= _tags[at];
            isBetweenWords &= !_tags[at] || _chars[at] == ' ' || _chars[at - 1] == ' ';
        }

        return hasTag;
    }

    /// <summary>Whether a term may begin or end before a character: not inside of what is written as one character.</summary>
    public bool IsEdge(int at) => at == 0 || at >= Length || _starts[at] >= _ends[at - 1];

    public void Load(ReadOnlySpan<char> text)
    {
        Length = 0;
        var hasTag = Tags.TryFind(text, 0, out var tag, out var tagLength);
        var isAfterTag = false;
        for (var at = 0; at < text.Length;)
        {
            if (hasTag && at == tag)
            {
                if (Tags.NameOf(text.Slice(tag, tagLength)).Equals("br", StringComparison.OrdinalIgnoreCase))
                {
                    Add(Wall, at, at + tagLength, isAfterTag);
                }

                at += tagLength;
                hasTag = Tags.TryFind(text, at, out tag, out tagLength);
                isAfterTag = true;
                continue;
            }

            if (char.IsAsciiLetter(text[at]) && at + 1 < text.Length && text[at + 1] < 0x300)
            {
                // The most of most texts.
                Add(text[at], at, ++at, isAfterTag);
                isAfterTag = false;
                continue;
            }

            var end = char.IsWhiteSpace(text[at]) ? Space(text, at, isAfterTag) : Character(text, at, hasTag ? tag : text.Length, isAfterTag);
            isAfterTag = false;
            at = end;
        }

        LetterCase.Fold(Chars, _folded);
    }

    private int Space(ReadOnlySpan<char> text, int start, bool isAfterTag)
    {
        var end = start;
        var breaks = 0;
        for (; end < text.Length && char.IsWhiteSpace(text[end]); end++)
        {
            breaks += text[end] == '\n' ? 1 : 0;
        }

        if (Length > 0 && _chars[Length - 1] is ' ' or Wall)
        {
            // Only a tag is between them.
            var last = Length - 1;
            _chars[last] = _chars[last] == Wall || breaks + (_breaks[last] ? 1 : 0) > 1 ? Wall : ' ';
            _breaks[last] |= breaks > 0;
            _tags[last] = true;
            _ends[last] = end;
            return end;
        }

        Add(breaks > 1 ? Wall : ' ', start, end, isAfterTag);
        _breaks[Length - 1] = breaks > 0;
        return end;
    }

    /// <summary>Takes a character with the marks on it.</summary>
    private int Character(ReadOnlySpan<char> text, int start, int limit, bool isAfterTag)
    {
        // Nothing below U+0300 joins what is before it or is another character in NFC.
        if (text[start] < 0x300 && (start + 1 == limit || text[start + 1] < 0x300))
        {
            Add(text[start], start, start + 1, isAfterTag);
            return start + 1;
        }

        var isWellFormed = Rune.DecodeFromUtf16(text[start..limit], out _, out var length) == OperationStatus.Done && text[start] != '\uFFFE';
        var end = start + length;
        while (end < limit && Rune.DecodeFromUtf16(text[end..limit], out var next, out length) == OperationStatus.Done && WordCharacters.Extends(next))
        {
            end += length;
        }

        var written = text[start..end];
        if (!isWellFormed || written.IsNormalized())
        {
            Add(written, start, end, isAfterTag);
            return end;
        }

        var room = ArrayPool<char>.Shared.Rent(written.GetNormalizedLength());
        written.TryNormalize(room, out var normalized);
        Add(room.AsSpan(0, normalized), start, end, isAfterTag);
        ArrayPool<char>.Shared.Return(room);
        return end;
    }

    private void Add(ReadOnlySpan<char> units, int start, int end, bool isAfterTag)
    {
        foreach (var unit in units)
        {
            Add(unit, start, end, isAfterTag);
            isAfterTag = false;
        }
    }

    private void Add(char unit, int start, int end, bool isAfterTag)
    {
        if (Length == _chars.Length)
        {
            var size = Math.Max(256, 2 * Length);
            Array.Resize(ref _chars, size);
            Array.Resize(ref _folded, size);
            Array.Resize(ref _starts, size);
            Array.Resize(ref _ends, size);
            Array.Resize(ref _breaks, size);
            Array.Resize(ref _tags, size);
        }

        _chars[Length] = unit;
        _starts[Length] = start;
        _ends[Length] = end;
        _breaks[Length] = false;
        _tags[Length++] = isAfterTag;
    }
}
