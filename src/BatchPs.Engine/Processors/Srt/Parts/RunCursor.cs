using System.Runtime.InteropServices;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Walks the records of one run. Holds a buffer only from its first record to its last.</summary>
internal sealed class RunCursor(Stream scratch, long start, long end, int bufferSize)
{
    private byte[] _buffer = [];
    private long _next = start;
    private int _at;
    private int _filled;
    private int _length;

    /// <summary>The record.</summary>
    public ReadOnlySpan<byte> Record => _buffer.AsSpan(_at, _length);

    /// <summary>The cue of the record; its ranges are not those of a document yet.</summary>
    public Cue Cue => MemoryMarshal.Read<CueRecord>(Record).Cue;

    /// <summary>Goes to the next record; false when there is none.</summary>
    public bool MoveNext()
    {
        _at += _length;
        _length = 0;
        if (_at == _filled && _next == end)
        {
            _buffer = [];
            return false;
        }

        Need(CueRecord.HeadLength);
        var length = checked((int)MemoryMarshal.Read<CueRecord>(_buffer.AsSpan(_at)).TotalLength);
        Need(length);
        _length = length;
        return true;
    }

    private void Need(int count)
    {
        if (_filled - _at >= count)
        {
            return;
        }

        var rest = _buffer.AsSpan(_at, _filled - _at);
        var buffer = _buffer.Length >= count ? _buffer : new byte[Math.Max(count, bufferSize)];
        rest.CopyTo(buffer);
        (_at, _filled, _buffer) = (0, rest.Length, buffer);
        var wanted = (int)Math.Min(buffer.Length - _filled, end - _next);
        scratch.Position = _next;
        scratch.ReadExactly(buffer, _filled, wanted);
        _filled += wanted;
        _next += wanted;
    }
}
