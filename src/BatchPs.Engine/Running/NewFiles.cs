using System.Runtime.ExceptionServices;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Running;

/// <summary>Files of a resumed run's selection that no execution has read. They are found before the first item runs, so that the total is known.</summary>
internal sealed class NewFiles(Selector selector, ResumeFeed feed, RunRoom room) : IDisposable
{
    private readonly FileList _files = new();
    private ExceptionDispatchInfo? _fault;
    private long _total = -1;

    /// <summary>Items of the whole run; null until they are found. For any thread.</summary>
    internal long? Total => Volatile.Read(ref _total) is >= 0 and var total ? total : null;

    /// <summary>Finds them. What ends that too early is thrown by <see cref="Items"/>: what was read can run all the same.</summary>
    internal void Find(CancellationToken stop)
    {
        try
        {
            foreach (SelectedFile file in selector.Enumerate(stop))
            {
                if (feed.Recognise(BatchInput.Selected(file)) is null)
                {
                    _files.Add(file);
                }
            }

            Volatile.Write(ref _total, room.Bound(feed.CountWith(_files.Count)));
        }
        catch (Exception error)
        {
            _fault = ExceptionDispatchInfo.Capture(error);
        }
    }

    /// <summary>Makes items of them, while there is room.</summary>
    internal IEnumerable<BatchItem> Items()
    {
        foreach (SelectedFile file in _files)
        {
            if (!feed.LacksItems && !room.HasRoom())
            {
                yield break;
            }

            yield return feed.New(BatchInput.Selected(file));
        }

        _fault?.Throw();
    }

    public void Dispose() => _files.Dispose();
}
