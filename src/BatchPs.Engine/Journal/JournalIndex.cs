namespace BatchPs.Engine.Journal;

/// <summary>Where each valid record of a journal stands, in the order of their numbers: 24 bytes a record.</summary>
internal static class JournalIndex
{
    /// <summary>Reads a journal for its records' places.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="records">How many there are.</param>
    internal static List<JournalPlace> Of(string path, long records)
    {
        var places = new List<JournalPlace>(checked((int)records));
        using var reader = new JournalReader(path);
        while (reader.TryRead(out JournalLine line))
        {
            places.Add(new JournalPlace(line.Sequence, line.Offset, line.Json.Length, line.Type));
        }

        if (!reader.Condition().IsInOrder)
        {
            places.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
        }

        return places;
    }
}

/// <summary>Where a record stands.</summary>
internal readonly record struct JournalPlace(long Sequence, long Offset, int Length, char Type);
