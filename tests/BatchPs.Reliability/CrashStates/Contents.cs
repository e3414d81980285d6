namespace BatchPs.Reliability.CrashStates;

/// <summary>One file's bytes while steps are played back on them.</summary>
internal sealed class Contents(byte[] bytes, long modified)
{
    private byte[] _bytes = bytes;

    internal long Modified { get; set; } = modified;

    internal Contents Copy() => new(_bytes, Modified);

    internal FileContent Seal() => new(_bytes, Modified);

    /// <summary>Plays back a write or a change of size as it was.</summary>
    internal void Apply(FileStep step)
    {
        switch (step)
        {
            case FileStep.Wrote wrote:
                Put(wrote.Offset, wrote.Bytes);
                Modified = wrote.Modified;
                break;
            case FileStep.Sized sized:
                Resize(sized.Length);
                Modified = sized.Modified;
                break;
        }
    }

    /// <summary>Plays back a write of which the disk got only some sectors.</summary>
    /// <param name="wrote">The write.</param>
    /// <param name="reaches">Whether the bytes of a sector, by its number in the file, came to the disk; what did not is zero where it is new.</param>
    /// <param name="sizeIsSet">Whether the size is that after the write, although its last sectors may be missing.</param>
    internal void ApplyTorn(FileStep.Wrote wrote, Func<long, bool> reaches, bool sizeIsSet)
    {
        Modified = wrote.Modified;
        long end = wrote.Offset + wrote.Bytes.Length;
        if (sizeIsSet)
        {
            Resize(Math.Max(_bytes.Length, end));
        }

        for (long at = wrote.Offset; at < end;)
        {
            long sector = at / PowerCut.SectorBytes;
            int length = (int)(Math.Min(end, (sector + 1) * PowerCut.SectorBytes) - at);
            if (reaches(sector))
            {
                Put(at, wrote.Bytes.AsSpan((int)(at - wrote.Offset), length));
            }

            at += length;
        }
    }

    private void Put(long offset, ReadOnlySpan<byte> written)
    {
        byte[] changed = new byte[Math.Max(_bytes.Length, offset + written.Length)];
        _bytes.CopyTo(changed, 0);
        written.CopyTo(changed.AsSpan((int)offset));
        _bytes = changed;
    }

    private void Resize(long length)
    {
        byte[] changed = new byte[length];
        _bytes.AsSpan(0, (int)Math.Min(length, _bytes.Length)).CopyTo(changed);
        _bytes = changed;
    }
}
