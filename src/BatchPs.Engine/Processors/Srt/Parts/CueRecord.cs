using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>A cue on a scratch file: this head, then its index line when that is odd, its timing line and its text as they stand in the input and the text as it is now, then what S07 deleted from its lines.</summary>
internal struct CueRecord
{
    /// <summary>The cue; its ranges are those of the bytes that follow.</summary>
    public Cue Cue;

    /// <summary>Length of the content.</summary>
    public int Length;

    /// <summary>How many deletions follow the content.</summary>
    public int Deletions;

    /// <summary>Bytes of the head.</summary>
    public static int HeadLength => Unsafe.SizeOf<CueRecord>();

    /// <summary>Bytes of the whole record.</summary>
    public readonly long TotalLength => HeadLength + (long)Length + (long)Deletions * Unsafe.SizeOf<Deletion>();

    /// <summary>Appends the record of a cue to a buffer.</summary>
    public static void Write(SrtDocument document, in Cue cue, ByteBuffer output)
    {
        var head = output.Length;
        output.Reserve(HeadLength);
        output.Advance(HeadLength);

        // Each range begins as in the input: at the start of a line, or behind what stands before it on its line.
        var start = output.Length;
        var record = new CueRecord { Cue = cue };
        ref var copy = ref record.Cue;
        copy.BlockOffset = output.Append(OrderCorrections.OddIndex(document, cue)) - start;
        output.Append((byte)'\n');
        copy.TimingOffset = output.Append(document.Bytes(cue.TimingOffset, cue.TimingLength)) - start;
        copy.CoordinatesOffset = cue.CoordinatesLength == 0 ? 0 : cue.CoordinatesOffset - cue.TimingOffset + copy.TimingOffset;
        output.Append((byte)'\n');
        var line = document.Content.Span[..cue.SourceOffset].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        var source = output.Append(document.Content.Span[line..(cue.SourceOffset + cue.SourceLength)]);
        copy.SourceOffset = source - start + cue.SourceOffset - line;
        copy.TextOffset = copy.SourceOffset;
        if (cue.TextOffset != cue.SourceOffset || cue.TextLength != cue.SourceLength)
        {
            output.Append((byte)'\n');
            copy.TextOffset = output.Append(document.Text(cue)) - start;
        }

        copy.Flags &= ~CueFlags.Verbatim;
        record.Length = output.Length - start;
        record.Deletions = WriteDeletions(document, cue, output);
        output.Overwrite(head, MemoryMarshal.AsBytes(new ReadOnlySpan<CueRecord>(in record)));
    }

    /// <summary>Puts the cue of a record behind those that a document has.</summary>
    public static void Read(ReadOnlySpan<byte> bytes, SrtDocument document)
    {
        var record = MemoryMarshal.Read<CueRecord>(bytes);
        var start = document.Content.Append(bytes.Slice(HeadLength, record.Length));
        ref var cue = ref record.Cue;
        cue.BlockOffset += start;
        cue.TimingOffset += start;
        cue.CoordinatesOffset += start;
        cue.SourceOffset += start;
        cue.TextOffset += start;
        document.Cues.Add(cue);
        if (record.Deletions > 0)
        {
            var deletions = bytes[(HeadLength + record.Length)..];
            for (var i = 0; i < record.Deletions; i++)
            {
                document.Deletions.Add(MemoryMarshal.Read<Deletion>(deletions[(i * Unsafe.SizeOf<Deletion>())..]));
            }
        }
    }

    private static int WriteDeletions(SrtDocument document, in Cue cue, ByteBuffer output)
    {
        if (document.Deletions.Count == 0)
        {
            return 0;
        }

        var last = cue.TextLine + LineCursor.CountNewlines(document.Bytes(cue.SourceOffset, cue.SourceLength));
        var first = document.FirstDeletion(cue.TimingLine);
        var next = first;
        for (; next < document.Deletions.Count && document.Deletions[next].Line <= last; next++)
        {
            var deletion = document.Deletions[next];
            output.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<Deletion>(in deletion)));
        }

        return next - first;
    }
}
