using BatchPs.Engine.Planning;

namespace BatchPs.Engine.Journal;

/// <summary>What a run is now: as its header says, with the operation of its last execution, which a forced resume may have changed.</summary>
internal static class CurrentDefinition
{
    /// <param name="header">What the journal begins with.</param>
    /// <param name="path">The journal, which is read whole.</param>
    internal static BatchDefinition Of(JournalHeader header, string path)
    {
        long last = -1;
        OperationSpec? forced = null;
        using var reader = new JournalReader(path);
        while (reader.TryRead(out JournalLine line))
        {
            if (line.Type == 'o' && line.Sequence > last)
            {
                last = line.Sequence;
                forced = RecordReader.Forced(line);
            }
        }

        return forced is null ? header.Definition : header.Definition with { Operation = forced };
    }
}
