using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Journal;

/// <summary>Reads a journal from its start, also while it is written: every line is checked, bad ones are named and passed over.</summary>
internal sealed class JournalReader : IDisposable
{
    private const int BufferSize = 1 << 20;

    // No record is so long; a file that is none of ours may be one line of any length.
    private const int MostLineLength = 1 << 28;

    private readonly SafeFileHandle? _file;
    private readonly DamageLog _damage = new();
    private byte[] _buffer;
    private int _start;
    private int _end;
    private long _bufferOffset;
    private long _records;
    private bool _isInOrder = true;

    internal JournalReader(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        _buffer = new byte[BufferSize];
    }

    /// <summary>Reads a journal that is in memory.</summary>
    internal JournalReader(byte[] journal)
    {
        _buffer = journal;
        _end = journal.Length;
    }

    /// <summary>The number the next record should have.</summary>
    internal long NextSequence { get; private set; }

    /// <summary>Where the last valid record ends.</summary>
    internal long ValidEnd { get; private set; }

    /// <summary>What has been found so far; whole when <see cref="TryRead"/> has said that there is no more.</summary>
    internal JournalCondition Condition() => new()
    {
        Records = _records,
        NextSequence = NextSequence,
        ValidEnd = ValidEnd,
        TornBytes = _bufferOffset + _start - ValidEnd,
        LostRecords = _damage.LostRecords,
        IsCorrupt = _damage.IsCorrupt,
        IsInOrder = _isInOrder,
        Damage = _damage.List(),
    };

    /// <summary>Reads the next valid record; false at the end. The record lives until the next call.</summary>
    /// <remarks>A record that stands out of its place is given where it stands; one that was read already is passed over.</remarks>
    internal bool TryRead(out JournalLine record)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line, out long offset, out bool whole))
        {
            if (TryTake(line, offset, whole, out record) && IsFirstOfItsNumber(record))
            {
                _records++;
                return true;
            }
        }

        record = default;
        return false;
    }

    private bool TryTake(ReadOnlySpan<byte> line, long offset, bool whole, out JournalLine record)
    {
        int read = line.Length + (whole ? 1 : 0);
        bool isRecord = JournalLine.TryParseFirst(line, offset, out record);
        bool isJoined = isRecord && record.Json.Length < line.Length;
        if (isRecord && !whole && !isJoined)
        {
            // Nobody can tell whether its newline was ever written.
            isRecord = false;
        }

        int taken = read;
        if (isJoined || !isRecord)
        {
            // Another record may begin behind what is bad: it is read as a line of its own.
            int next = JournalLine.NextStart(line, isJoined ? record.Json.Length : 1);
            taken = next > 0 ? next : read;
            _start -= read - taken;
        }

        if (!isRecord)
        {
            _damage.AddUnreadable(offset, taken, isLine: whole || taken < read);
            return false;
        }

        ValidEnd = offset + taken;
        _damage.Settle();
        if (isJoined)
        {
            _damage.AddLostNewline(offset + record.Json.Length, taken - record.Json.Length);
        }

        return true;
    }

    private bool IsFirstOfItsNumber(JournalLine record)
    {
        long number = record.Sequence;
        if (number < NextSequence)
        {
            bool isLate = _damage.TryFind(number);
            _isInOrder &= !isLate;
            _damage.AddMisplaced(record.Offset, ValidEnd - record.Offset, number, isLate);
            return isLate;
        }

        if (number > NextSequence)
        {
            _damage.AddGap(record.Offset, NextSequence, number - 1);
        }

        NextSequence = number + 1;
        return true;
    }

    public void Dispose() => _file?.Dispose();

    private bool TryReadLine(out ReadOnlySpan<byte> line, out long offset, out bool whole)
    {
        int searched = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                int length = searched + newline;
                line = _buffer.AsSpan(_start, length);
                offset = _bufferOffset + _start;
                whole = true;
                _start += length + 1;
                return true;
            }

            searched = _end - _start;
            if (searched >= MostLineLength || !Fill())
            {
                line = _buffer.AsSpan(_start, searched);
                offset = _bufferOffset + _start;
                whole = false;
                _start = _end;
                return searched > 0;
            }
        }
    }

    private bool Fill()
    {
        if (_file is null)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _bufferOffset += _start;
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int read = RandomAccess.Read(_file, _buffer.AsSpan(_end), _bufferOffset + _end);
        _end += read;
        return read > 0;
    }
}
