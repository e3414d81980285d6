using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>A cue's text as characters, newlines as LF, and where in the document's content each of them came from; reused.</summary>
internal sealed class CueText
{
    private char[] _chars = [];
    private int[] _origins = [];
    private char[] _otherChars = [];
    private int[] _otherOrigins = [];

    /// <summary>Characters in use.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    /// <summary>Takes a cue's text.</summary>
    public void Load(SrtDocument document, in Cue cue)
    {
        Length = 0;
        var text = document.Text(cue);
        Grow(ref _chars, ref _origins, text.Length);
        var source = new SourceCursor(document.Bytes(cue.SourceOffset, cue.SourceLength));
        var lines = new LineCursor(text, hasCr: true);
        Span<char> units = stackalloc char[2];
        while (lines.MoveNext())
        {
            if (lines.Line > 1)
            {
                Add('\n', cue.SourceOffset + source.At);
            }

            source.NextLine();
            for (var line = lines.Text; !line.IsEmpty;)
            {
                Rune.DecodeFromUtf8(line, out var rune, out var used);
                source.Find(line[..used]);
                var count = rune.EncodeToUtf16(units);
                foreach (var unit in units[..count])
                {
                    Add(unit, cue.SourceOffset + source.At);
                }

                source.Pass(used);
                line = line[used..];
            }
        }
    }

    /// <summary>Where in the document's content a character came from; of the end of the text, where the last one did.</summary>
    public int Origin(int at) => Length == 0 ? -1 : _origins[Math.Min(at, Length - 1)];

    /// <summary>Makes the changes that put something there.</summary>
    public void Apply(IReadOnlyList<TextEdit> edits)
    {
        var added = 0;
        foreach (var edit in edits)
        {
            added += edit.With?.Length ?? 0;
        }

        Grow(ref _otherChars, ref _otherOrigins, Length + added);
        int from = 0, to = 0;
        foreach (var edit in edits)
        {
            if (edit.With is null)
            {
                continue;
            }

            Copy(from, edit.Start - from, to);
            to += edit.Start - from;
            edit.With.CopyTo(_otherChars.AsSpan(to));
            _otherOrigins.AsSpan(to, edit.With.Length).Fill(Origin(edit.Start));
            to += edit.With.Length;
            from = edit.Start + edit.Length;
        }

        Copy(from, Length - from, to);
        Length = to + Length - from;
        (_chars, _otherChars) = (_otherChars, _chars);
        (_origins, _otherOrigins) = (_otherOrigins, _origins);
    }

    private void Copy(int from, int count, int to)
    {
        _chars.AsSpan(from, count).CopyTo(_otherChars.AsSpan(to));
        _origins.AsSpan(from, count).CopyTo(_otherOrigins.AsSpan(to));
    }

    private void Add(char unit, int origin)
    {
        _chars[Length] = unit;
        _origins[Length++] = origin;
    }

    private static void Grow(ref char[] chars, ref int[] origins, int length)
    {
        if (chars.Length < length)
        {
            chars = new char[Math.Max(length, 256)];
            origins = new int[chars.Length];
        }
    }

    /// <summary>Walks the text as it stands in the input beside the tidied one, which lacks some of its blank lines, spaces and tabs.</summary>
    private ref struct SourceCursor(ReadOnlySpan<byte> source)
    {
        private readonly ReadOnlySpan<byte> _source = source;
        private LineCursor _lines = new(source, hasCr: true);

        /// <summary>Where it is.</summary>
        public int At { get; private set; }

        /// <summary>Goes to the begin of the next line that is not blank.</summary>
        public void NextLine()
        {
            while (_lines.MoveNext() && Blank.IsBlank(_lines.Text))
            {
            }

            At = _lines.Start;
        }

        /// <summary>Goes to the next place where a character stands; a space that stands for several, or for a tab, is found at the first.</summary>
        public void Find(scoped ReadOnlySpan<byte> character)
        {
            while (character[0] != ' ' && At < _source.Length && _source[At] is (byte)' ' or (byte)'\t')
            {
                At++;
            }
        }

        /// <summary>Goes on behind a character of so many bytes.</summary>
        public void Pass(int length) => At = Math.Min(At + length, _source.Length);
    }
}
