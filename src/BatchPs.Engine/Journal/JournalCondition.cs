namespace BatchPs.Engine.Journal;

/// <summary>What a reading of a whole journal found.</summary>
internal sealed record JournalCondition
{
    /// <summary>Valid records, each number once.</summary>
    internal required long Records { get; init; }

    /// <summary>The number the next record should have.</summary>
    internal required long NextSequence { get; init; }

    /// <summary>Where the last valid record ends.</summary>
    internal required long ValidEnd { get; init; }

    /// <summary>Bytes behind the last valid record: what was being written when the process or the machine died.</summary>
    internal required long TornBytes { get; init; }

    /// <summary>Numbers below <see cref="NextSequence"/> that no valid record has.</summary>
    internal required long LostRecords { get; init; }

    /// <summary>Whether something is wrong before the last valid record: no crash of a process leaves that.</summary>
    internal required bool IsCorrupt { get; init; }

    /// <summary>Whether the valid records stand in the order of their numbers.</summary>
    internal required bool IsInOrder { get; init; }

    /// <summary>The bad places, a torn tail among them, by offset.</summary>
    internal required IReadOnlyList<JournalDamage> Damage { get; init; }

    internal bool IsSound => !IsCorrupt && TornBytes == 0;
}
