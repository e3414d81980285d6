using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>One execution as its journal tells of it: where it ran, and which of its outputs are known to be on the disk.</summary>
internal sealed class JournalExecution
{
    /// <summary>Where its records begin.</summary>
    internal required long At { get; init; }

    /// <summary>The boot of the machine it ran in; empty where damage may hide which execution the records belong to.</summary>
    internal string Boot { get; init; } = "";

    /// <summary>When it began; null where that is not known.</summary>
    internal DateTimeOffset? StartedAt { get; init; }

    internal Durability Durability { get; init; }

    /// <summary>Outputs of records before this byte are durable: a barrier says so.</summary>
    internal long DurableBelow { get; set; }

    /// <summary>Where its last result stands; -1 when it has none.</summary>
    internal long LastResultAt { get; set; } = -1;

    /// <summary>Whether it has an end, so that its time is known.</summary>
    internal bool HasEnded { get; set; }

    /// <summary>Whether the output of a record is durable, by a barrier or because it was synced before it was recorded.</summary>
    /// <param name="offset">Where the record stands.</param>
    /// <param name="status">The record's status.</param>
    /// <param name="inPlace">Whether outputs replace their inputs: those are synced before they do.</param>
    internal bool Proves(long offset, ItemStatus status, bool inPlace) =>
        offset < DurableBelow
        || (inPlace ? Durability != Durability.None : Durability == Durability.Full && status == ItemStatus.Succeeded);
}
