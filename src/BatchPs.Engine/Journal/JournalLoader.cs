namespace BatchPs.Engine.Journal;

/// <summary>Makes a journal's state of its records, which it takes one after the other.</summary>
internal sealed class JournalLoader
{
    private readonly JournalHeader _header;
    private readonly RunPlaces _places;
    private readonly RecordFile _file;
    private readonly ItemTable _items = new();
    private readonly ExecutionLog _executions = new();
    private long _nextSequence;
    private bool _hasHeader;
    private bool _inputHasEnded;

    private JournalLoader(JournalHeader header, RunPlaces places, RecordFile file) => (_header, _places, _file) = (header, places, file);

    /// <summary>Reads a whole journal; of a damaged one what is valid.</summary>
    /// <exception cref="BatchException">As <see cref="JournalHeader.Read"/>.</exception>
    internal static JournalState Load(string path)
    {
        JournalHeader header = JournalHeader.Read(path);
        var places = new RunPlaces(header.RunId, header.Definition.Root, header.Definition.Destination, DiagnosticsFile.PathOf(path));
        var file = new RecordFile(path);
        try
        {
            var loader = new JournalLoader(header, places, file);
            JournalCondition condition = loader.TakeAll(path);
            if (!condition.IsInOrder)
            {
                loader = new JournalLoader(header, places, file);
                loader.TakeInOrder(path, condition.Records);
            }

            return new JournalState(path, header, places, file, loader._items, loader._executions)
            {
                Condition = condition, HasHeader = loader._hasHeader, InputHasEnded = loader._inputHasEnded,
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private JournalCondition TakeAll(string path)
    {
        using var reader = new JournalReader(path);
        while (reader.TryRead(out JournalLine line))
        {
            Take(line);
        }

        return reader.Condition();
    }

    // Of several records of an item the last counts: they are taken by their numbers.
    private void TakeInOrder(string path, long records)
    {
        foreach (JournalPlace place in JournalIndex.Of(path, records))
        {
            _file.Read(place.Offset, line =>
            {
                Take(line);
                return true;
            });
        }

        // They go by the byte, which says nothing here.
        _executions.ForgetPlaces();
    }

    private void Take(JournalLine line)
    {
        if (line.Sequence != _nextSequence || line.Type == 'q')
        {
            _executions.AddGap(line.Offset);
        }

        _nextSequence = line.Sequence + 1;
        switch (line.Type)
        {
            case 'i':
                _items.AddItem(line);
                break;
            case 'r':
                _items.AddResult(line);
                _executions.AddResult(line.Offset);
                break;
            case 'g':
                _executions.AddTrailer(line);
                break;
            case 'b':
                _executions.AddBarrier(line);
                break;
            case 'h':
                _hasHeader = true;
                break;
            case 'd':
                _items.Grow(checked((int)RecordReader.Count(line)));
                _inputHasEnded = true;
                break;
            case 's':
                _executions.AddSample(line);
                break;
            case 'o':
                _executions.AddOpening(line);
                break;
            case 'e' when _executions.AddEnd(line).Unproven:
                TakeBack();
                break;
        }
    }

    /// <summary>Takes back every result whose output the failed sync left in doubt.</summary>
    private void TakeBack()
    {
        bool inPlace = _header.Definition.InPlace;
        HashSet<JournalExecution> concerned = [.. _executions.OfThisBoot];
        for (int index = 0; index < _items.Count; index++)
        {
            long offset = _items.ResultAt(index);
            if (_items.LastLeavesOutput(index) && _executions.Of(offset) is { } execution && concerned.Contains(execution)
                && !execution.Proves(offset, _items.RecordedStatusOf(index)!.Value, inPlace) && _file.Read(offset, HasOutputPath))
            {
                _items.TakeBack(index);
            }
        }
    }

    private bool HasOutputPath(JournalLine line) => ResultRecord.ReadBrief(line, _places, out _).OutputPath is not null;
}
