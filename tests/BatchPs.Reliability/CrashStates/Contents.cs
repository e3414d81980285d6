namespace BatchPs.Reliability.CrashStates;

/// <summary>One file's bytes while steps are played back on them.</summary>
internal sealed class Contents(byte[] bytes, long modified)
{
    private byte[] _bytes = bytes;
    private long _modified = modified;

    internal FileContent Seal() => new(_bytes, _modified);

    /// <summary>Plays back a write or a change of size as it was.</summary>
    internal void Apply(FileStep step) => (_bytes, _modified) = After(step, _bytes);

    /// <summary>Plays back steps of which each sector came to the disk as it was at some moment between them.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="stepsOfSector">After how many of them each sector came to the disk, by its number in the file.</param>
    /// <param name="stepsOfSize">After how many of them the size did; bytes that never came are zeros.</param>
    /// <param name="stepsOfTime">After how many of them the modification time did.</param>
    internal void Settle(IReadOnlyList<FileStep> steps, Func<int, int> stepsOfSector, int stepsOfSize, int stepsOfTime)
    {
        var moments = new List<(byte[] Bytes, long Modified)> { (_bytes, _modified) };
        foreach (FileStep step in steps)
        {
            moments.Add(After(step, moments[^1].Bytes));
        }

        byte[] settled = new byte[moments[stepsOfSize].Bytes.Length];
        for (int sector = 0, at; (at = sector * PowerCut.SectorBytes) < settled.Length; sector++)
        {
            byte[] then = moments[stepsOfSector(sector)].Bytes;
            int length = Math.Min(PowerCut.SectorBytes, Math.Min(settled.Length, then.Length) - at);
            then.AsSpan(Math.Min(at, then.Length), Math.Max(0, length)).CopyTo(settled.AsSpan(at));
        }

        (_bytes, _modified) = (settled, moments[stepsOfTime].Modified);
    }

    private static (byte[] Bytes, long Modified) After(FileStep step, byte[] bytes)
    {
        switch (step)
        {
            case FileStep.Wrote wrote:
                byte[] longer = new byte[Math.Max(bytes.Length, wrote.Offset + wrote.Bytes.Length)];
                bytes.CopyTo(longer, 0);
                wrote.Bytes.CopyTo(longer, wrote.Offset);
                return (longer, wrote.Modified);
            case FileStep.Sized sized:
                byte[] resized = new byte[sized.Length];
                bytes.AsSpan(0, (int)Math.Min(sized.Length, bytes.Length)).CopyTo(resized);
                return (resized, sized.Modified);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "Only a write or a change of size changes a content.");
        }
    }
}
