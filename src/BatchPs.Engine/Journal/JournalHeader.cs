using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Journal;

/// <summary>What the first record says: what the run is.</summary>
internal sealed record JournalHeader(string RunId, DateTimeOffset StartedAt, string OperationHash, BatchDefinition Definition)
{
    /// <summary>Reads only what a journal begins with.</summary>
    /// <exception cref="BatchException"><c>JournalNotFound</c>, <c>JournalUnreadable</c> (nothing tells what the run is) or <c>JournalTooNew</c>.</exception>
    internal static JournalHeader Read(string path)
    {
        ThrowIfNoFile(path);
        using var reader = new JournalReader(path);
        while (reader.TryRead(out JournalLine line))
        {
            if (RecordReader.TryHeader(line, path) is { } header)
            {
                return header;
            }
        }

        throw Unreadable(path, reader.Condition());
    }

    // Looked at first: opening a named pipe can wait for ever.
    private static void ThrowIfNoFile(string path)
    {
        switch (EntryProbe.Probe(path, followLinks: true).Kind)
        {
            case EntryKind.File or EntryKind.Unreadable:
                return;
            case EntryKind.Missing:
                throw BatchException.Invalid("JournalNotFound", $"There is no journal at '{path}'.", path);
            case { } kind:
                throw new BatchException("JournalUnreadable", ErrorCategory.Environment, $"'{path}' is no journal: it is no file, but a {kind.ToString().ToLowerInvariant()}.", path);
        }
    }

    private static BatchException Unreadable(string path, JournalCondition found) => new(
        "JournalUnreadable", ErrorCategory.Environment, (found.Records, found.TornBytes) switch
        {
            (0, 0) => $"The journal '{path}' is empty. Nothing of a run is in it: start the run again.",
            (0, { } bytes) => System.FormattableString.Invariant($"'{path}' is no journal: none of its {bytes} bytes are a record. Name the journal of a run; if this was one, put back a copy of it, or start the run again."),
            ({ } records, _) => System.FormattableString.Invariant(
                $"The journal '{path}' is beyond repair: it has {records} valid records, but none of them is the header or the opening of an execution, which repeats it. Put back a copy of it, or start the run again: outputs that come out the same are kept."),
        }, path);
}
