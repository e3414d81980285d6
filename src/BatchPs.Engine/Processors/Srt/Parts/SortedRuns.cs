using System.Runtime.InteropServices;
using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The cues of the parts of a file on a scratch file, those of each part in order: what is merged into the order of the whole.</summary>
internal sealed class SortedRuns(Stream scratch)
{
    private const int FlushSize = 256 * 1024;

    // All that the merging of very many runs may take, when each has cues that belong to the same time.
    private const int LargestBuffers = 32 << 20;
    private const int SmallestBuffer = 4 * 1024;

    private readonly ByteBuffer _buffer = new();
    private readonly List<(CueOrder First, long Start, long End)> _runs = [];
    private long _length;

    /// <summary>Bytes of all of them.</summary>
    public long Length => _length + _buffer.Length;

    /// <summary>Adds the cues of a document, which are sorted, as one run.</summary>
    public void Add(SrtDocument document)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        if (cues.IsEmpty)
        {
            return;
        }

        var start = Length;
        foreach (ref readonly var cue in cues)
        {
            CueRecord.Write(document, cue, _buffer);
            if (_buffer.Length >= FlushSize)
            {
                Flush();
            }
        }

        Flush();
        _runs.Add((CueOrder.Of(cues[0]), start, Length));
    }

    /// <summary>All cues in the order of the output.</summary>
    public CueMerge Merge()
    {
        var size = Math.Clamp(LargestBuffers / Math.Max(1, _runs.Count), SmallestBuffer, FlushSize);
        return new CueMerge(_runs.Select(run => (run.First, new RunCursor(scratch, run.Start, run.End, size))));
    }

    private void Flush()
    {
        scratch.Position = _length;
        scratch.Write(_buffer.Span);
        _length += _buffer.Length;
        _buffer.Clear();
    }
}
