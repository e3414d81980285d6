using System.Runtime.InteropServices;

using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Selecting;

/// <summary>Reads a range of a <see cref="SpillFile"/> from front to back, in the order and kinds in which it was written.</summary>
internal sealed class SpillReader(SafeFileHandle file, long start, long end, int bufferSize)
{
    private readonly byte[] _buffer = new byte[bufferSize];
    private long _filePosition = start;
    private int _next;
    private int _filled;

    /// <summary>Whether all of the range was read.</summary>
    public bool AtEnd => _next == _filled && _filePosition >= end;

    /// <summary>The next number.</summary>
    public long ReadNumber()
    {
        long value = 0;
        int shift = 0;
        byte part;
        do
        {
            part = ReadByte();
            value |= (long)(part & 0x7F) << shift;
            shift += 7;
        }
        while ((part & 0x80) != 0);

        return value;
    }

    /// <summary>The next text, behind the first characters of another.</summary>
    public string ReadText(string other = "", int shared = 0)
    {
        int length = checked((int)ReadNumber());
        return string.Create(shared + length, (Reader: this, other, shared), static (text, from) =>
        {
            from.other.AsSpan(0, from.shared).CopyTo(text);
            from.Reader.ReadBytes(MemoryMarshal.AsBytes(text[from.shared..]));
        });
    }

    private byte ReadByte()
    {
        if (_next == _filled)
        {
            Fill();
        }

        return _buffer[_next++];
    }

    private void ReadBytes(Span<byte> into)
    {
        while (into.Length > 0)
        {
            if (_next == _filled)
            {
                Fill();
            }

            int count = Math.Min(into.Length, _filled - _next);
            _buffer.AsSpan(_next, count).CopyTo(into);
            _next += count;
            into = into[count..];
        }
    }

    private void Fill()
    {
        int wanted = (int)Math.Min(_buffer.Length, end - _filePosition);
        _filled = RandomAccess.Read(file, _buffer.AsSpan(0, wanted), _filePosition);
        if (_filled == 0)
        {
            throw new EndOfStreamException("A temporary list of files ended before its last entry.");
        }

        _filePosition += _filled;
        _next = 0;
    }
}
