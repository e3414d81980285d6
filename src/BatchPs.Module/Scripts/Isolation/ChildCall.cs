namespace BatchPs.Module.Scripts.Isolation;

/// <summary>One call of the block in the worker process: an item, or a chunk of them.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Its cancellation has no timer, and may come when the call is over.")]
internal sealed class ChildCall
{
    private readonly CancellationTokenSource _cancellation = new();

    internal ChildCall(BinaryReader frame, FramePipe host)
    {
        Number = frame.ReadInt64();
        IsChunk = frame.ReadBoolean();
        Items = new ChildItem[frame.ReadInt32()];
        for (int place = 0; place < Items.Length; place++)
        {
            Items[place] = new ChildItem(frame, host, place, _cancellation.Token);
        }
    }

    /// <summary>Which of the calls of this process.</summary>
    internal long Number { get; }

    /// <summary>Whether the block takes the items together.</summary>
    internal bool IsChunk { get; }

    internal ChildItem[] Items { get; }

    internal bool IsCancelled => _cancellation.IsCancellationRequested;

    internal void Cancel() => _cancellation.Cancel();
}
