using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>A cue's text as characters, newlines as LF, and where in the document's content each of them came from; reused.</summary>
internal sealed class CueText
{
    private char[] _chars = [];
    private int[] _origins = [];

    /// <summary>Characters in use.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _chars.AsSpan(0, Length);

    /// <summary>Takes a cue's text.</summary>
    public void Load(SrtDocument document, in Cue cue)
    {
        Length = 0;
        var text = document.Text(cue);
        Grow(text.Length);
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

    /// <summary>Takes another text with the changes that put something there. What they leave of spaces and blank lines is put in order
    /// as S05 and S06 do, so that these find nothing afterwards.</summary>
    public void Take(CueText other, IReadOnlyList<TextEdit> edits)
    {
        var room = other.Length;
        foreach (var edit in edits)
        {
            room += edit.With?.Length ?? 0;
        }

        Grow(room);
        Length = 0;
        var from = 0;
        foreach (var edit in edits)
        {
            if (edit.With is not null)
            {
                Copy(other, from, edit.Start);
                Put(other, edit, edit.With);
                from = edit.Start + edit.Length;
            }
        }

        Copy(other, from, other.Length);
        Tidy();
    }

    private void Copy(CueText other, int from, int to)
    {
        for (; from < to; from++)
        {
            Add(other._chars[from], other._origins[from]);
        }
    }

    /// <summary>Adds what a change puts there. What it leaves as it was, at its ends or character by character, keeps its origin.</summary>
    private void Put(CueText other, in TextEdit edit, ReadOnlySpan<char> with)
    {
        var was = other.Span.Slice(edit.Start, edit.Length);
        var head = with.Length == was.Length ? with.Length : with.CommonPrefixLength(was);
        var tail = 0;
        while (head + tail < Math.Min(with.Length, was.Length) && with[^(tail + 1)] == was[^(tail + 1)])
        {
            tail++;
        }

        for (var i = 0; i < with.Length; i++)
        {
            var at = i < head ? i : i < with.Length - tail ? head : i - with.Length + was.Length;
            Add(with[i], other.Origin(edit.Start + at));
        }
    }

    private void Tidy()
    {
        int to = 0, line = 0;
        for (var at = 0; at <= Length; at++)
        {
            if (at < Length && _chars[at] != '\n')
            {
                if (_chars[at] != ' ' || (to > line && _chars[to - 1] != ' '))
                {
                    Move(at, to++);
                }

                continue;
            }

            to -= to > line && _chars[to - 1] == ' ' ? 1 : 0;
            if (!_chars.AsSpan(line, to - line).ContainsAnyExcept(' ', '\u00A0'))
            {
                to = line;
            }
            else if (at < Length)
            {
                Move(at, to++);
                line = to;
            }
        }

        Length = to == line && to > 0 ? to - 1 : to;
    }

    private void Move(int from, int to)
    {
        _chars[to] = _chars[from];
        _origins[to] = _origins[from];
    }

    private void Add(char unit, int origin)
    {
        _chars[Length] = unit;
        _origins[Length++] = origin;
    }

    private void Grow(int length)
    {
        if (_chars.Length < length)
        {
            _chars = new char[Math.Max(length, 256)];
            _origins = new int[_chars.Length];
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
