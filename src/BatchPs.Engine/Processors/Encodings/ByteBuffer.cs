namespace BatchPs.Engine.Processors.Encodings;

/// <summary>Growing bytes that one worker keeps from item to item.</summary>
internal sealed class ByteBuffer
{
    // More than this is given back after an item, so that one huge file does not stay in memory for the rest of a run.
    private const int KeptCapacity = 16 << 20;

    private byte[] _bytes = [];

    /// <summary>Bytes in use.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes in use; valid until the next growth, after which it is an outdated copy.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Forgets the content.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptCapacity)
        {
            _bytes = [];
        }
    }

    /// <summary>Forgets so many bytes at the start.</summary>
    public void RemoveFirst(int count)
    {
        _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
        Length -= count;
    }

    /// <summary>Puts other bytes in the place of some in use.</summary>
    public void Overwrite(int offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(offset, bytes.Length));

    /// <summary>Room for at least so many more bytes.</summary>
    public Span<byte> Reserve(int count)
    {
        var needed = (long)Length + count;
        if (needed > Array.MaxLength)
        {
            throw new ContentTooLongException();
        }

        if (needed > _bytes.Length)
        {
            var size = Math.Min(Math.Max(needed, Math.Max(4096L, _bytes.Length * 2L)), Array.MaxLength);
            var grown = GC.AllocateUninitializedArray<byte>((int)size);
            _bytes.AsSpan(0, Length).CopyTo(grown);
            _bytes = grown;
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Takes so many bytes of what was reserved into use.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Appends bytes and says where they begin.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var offset = Length;
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
        return offset;
    }

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }
}

/// <summary>Content became longer than an array can be.</summary>
internal sealed class ContentTooLongException : Exception;
