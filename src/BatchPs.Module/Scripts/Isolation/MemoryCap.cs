using System.Diagnostics;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>Watches the size of a worker process, and kills it when it has grown over its limit.</summary>
internal sealed class MemoryCap : IDisposable
{
    private const long Megabyte = 1 << 20;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess _child;
    private readonly long _most;
    private readonly Timer _timer;
    private volatile bool _isExceeded;

    /// <param name="child">The process.</param>
    /// <param name="atStart">Its size before its first item, in bytes.</param>
    /// <param name="limit">MB it may grow by.</param>
    internal MemoryCap(ChildProcess child, long atStart, int limit)
    {
        _child = child;
        _most = atStart + (limit * Megabyte);
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Whether it was killed for its size.</summary>
    internal bool IsExceeded => _isExceeded;

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        try
        {
            using Process process = Process.GetProcessById(_child.Id);
            if (process.WorkingSet64 > _most && !_isExceeded)
            {
                _isExceeded = true;
                _child.Kill();
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // It has ended.
        }
    }
}
