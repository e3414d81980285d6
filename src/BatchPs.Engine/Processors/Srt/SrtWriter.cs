using System.Buffers.Text;
using System.Runtime.InteropServices;
using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Writes a corrected document as UTF-8.</summary>
internal sealed class SrtWriter
{
    private const int FlushSize = 256 * 1024;
    private const int CuesPerProgress = 64;

    private readonly ByteBuffer _buffer = new();

    /// <summary>Writes the cues; says every 64 cues and at the end how many are done, of how many. That may throw to stop.</summary>
    public void Write(SrtDocument document, Stream output, Action<int, int> progress)
    {
        _buffer.Clear();
        var newline = document.OutputNewline == Newline.Crlf ? "\r\n"u8 : "\n"u8;
        var content = document.Content.Span;
        var verbatim = document.Newlines.AreAll(document.OutputNewline) ? CueFlags.Verbatim : CueFlags.None;
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var before = document.Around.CuesBefore;
        for (var i = 0; i < cues.Length; i++)
        {
            ref readonly var cue = ref cues[i];
            var number = before + i + 1;
            if (number > 1)
            {
                _buffer.Append(newline);
            }
            else if (document.WritesBom)
            {
                _buffer.Append("\uFEFF"u8);
            }

            if (cue.Has(verbatim) && cue.Index == number)
            {
                _buffer.Append(content[cue.BlockOffset..(cue.TextOffset + cue.TextLength)]);
                _buffer.Append(newline);
            }
            else
            {
                WriteHead(cue, number, content, newline);
                WriteText(content.Slice(cue.TextOffset, cue.TextLength), newline);
            }

            if (_buffer.Length >= FlushSize)
            {
                Flush(output);
            }

            if ((i + 1) % CuesPerProgress == 0 || i + 1 == cues.Length)
            {
                progress(i + 1, cues.Length);
            }
        }

        Flush(output);
    }

    private void WriteHead(in Cue cue, int number, ReadOnlySpan<byte> content, ReadOnlySpan<byte> newline)
    {
        var room = _buffer.Reserve(TimingLine.MaxLength + 32);
        Utf8Formatter.TryFormat(number, room, out var length);
        newline.CopyTo(room[length..]);
        length += newline.Length;
        length += TimingLine.Write(room[length..], cue.Start, cue.End);
        _buffer.Advance(length);
        _buffer.Append(content.Slice(cue.CoordinatesOffset, cue.CoordinatesLength));
        _buffer.Append(newline);
    }

    private void WriteText(ReadOnlySpan<byte> text, ReadOnlySpan<byte> newline)
    {
        var lines = new LineCursor(text, hasCr: true);
        while (lines.MoveNext())
        {
            _buffer.Append(lines.Text);
            _buffer.Append(newline);
        }
    }

    private void Flush(Stream output)
    {
        output.Write(_buffer.Span);
        _buffer.Clear();
    }
}
