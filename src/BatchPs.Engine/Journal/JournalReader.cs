using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Journal;

/// <summary>Reads a journal from its start, also while it is written: every line is checked, bad ones are named and passed over.</summary>
internal sealed class JournalReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly List<JournalDamage> _damage = [];
    private byte[] _buffer = new byte[1 << 20];
    private int _start;
    private int _end;
    private long _bufferOffset;

    internal JournalReader(string path)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    /// <summary>The number the next record should have.</summary>
    internal long NextSequence { get; private set; }

    /// <summary>Where the last valid record ends.</summary>
    internal long ValidEnd { get; private set; }

    /// <summary>Bad places found so far, in order; those behind <see cref="ValidEnd"/> are a torn tail.</summary>
    internal IReadOnlyList<JournalDamage> Damage => _damage;

    /// <summary>Reads the next valid record; false at the end. The record lives until the next call.</summary>
    internal bool TryRead(out JournalLine record)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line, out long offset, out bool whole))
        {
            if (!whole || !JournalLine.TryParse(line, offset, out record))
            {
                _damage.Add(new JournalDamage(offset, line.Length, whole ? "the checksum does not fit" : "the line does not end"));
                continue;
            }

            if (record.Sequence < NextSequence)
            {
                _damage.Add(new JournalDamage(offset, line.Length, $"record {record.Sequence} stands twice or out of its place"));
                continue;
            }

            if (record.Sequence > NextSequence)
            {
                _damage.Add(new JournalDamage(offset, 0, $"records {NextSequence} to {record.Sequence - 1} are missing"));
            }

            NextSequence = record.Sequence + 1;
            ValidEnd = offset + line.Length + 1;
            return true;
        }

        record = default;
        return false;
    }

    public void Dispose() => _file.Dispose();

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
            if (!Fill())
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

/// <summary>A place in a journal that could not be read.</summary>
/// <param name="Offset">Byte offset in the file.</param>
/// <param name="Length">Bytes passed over.</param>
/// <param name="Problem">What was found.</param>
internal readonly record struct JournalDamage(long Offset, int Length, string Problem);
