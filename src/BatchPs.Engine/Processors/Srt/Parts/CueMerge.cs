namespace BatchPs.Engine.Processors.Srt;

/// <summary>Gives the cues of several sorted runs in the order of all of them.</summary>
internal sealed class CueMerge
{
    private readonly PriorityQueue<RunCursor, CueOrder> _waiting;
    private RunCursor? _current;

    /// <param name="runs">Each with the order of its first cue; none is empty.</param>
    public CueMerge(IEnumerable<(CueOrder First, RunCursor Run)> runs)
    {
        _waiting = new PriorityQueue<RunCursor, CueOrder>(runs.Select(run => (run.Run, run.First)));
        Open();
    }

    /// <summary>Whether there is a cue.</summary>
    public bool HasCue => _current is not null;

    /// <summary>Bytes of the cues that were taken.</summary>
    public long Done { get; private set; }

    /// <summary>The cue, when there is one.</summary>
    public Cue Cue { get; private set; }

    /// <summary>Puts the cue behind those a document has, and goes to the next.</summary>
    public void MoveTo(SrtDocument document)
    {
        CueRecord.Read(_current!.Record, document);
        Done += _current.Record.Length;
        if (!_current.MoveNext())
        {
            Open();
            return;
        }

        Cue = _current.Cue;
        if (_waiting.TryPeek(out _, out var first) && first.CompareTo(CueOrder.Of(Cue)) < 0)
        {
            _waiting.Enqueue(_current, CueOrder.Of(Cue));
            Open();
        }
    }

    private void Open()
    {
        if (!_waiting.TryDequeue(out _current, out _))
        {
            return;
        }

        // A run that had to wait is on its record already.
        if (_current.Record.IsEmpty)
        {
            _current.MoveNext();
        }

        Cue = _current.Cue;
    }
}
