namespace BatchPs.Engine.Running;

/// <summary>What is disposed when a run could not be opened, and handed over when it could.</summary>
internal sealed class OwnedParts : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();

    internal T Add<T>(T part)
        where T : IDisposable
    {
        _parts.Push(part);
        return part;
    }

    /// <summary>Does something, too, when the run could not be opened.</summary>
    internal void AddUndo(Action undo) => _parts.Push(new Undo(undo));

    /// <summary>Hands all over: nothing is disposed here.</summary>
    internal void Release() => _parts.Clear();

    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
        {
            part.Dispose();
        }
    }

    private sealed class Undo(Action undo) : IDisposable
    {
        public void Dispose() => undo();
    }
}
