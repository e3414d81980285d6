using System.Threading.Channels;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Running;

/// <summary>Results on their way to the front end, and what its own operation says in between: bounded, so that a slow front end slows the workers;
/// results in the items' order on request.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A worker that was left behind may still post.")]
internal sealed class ResultOutlet
{
    private const int Capacity = 256;

    private readonly Channel<object> _results = Channel.CreateBounded<object>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    private readonly CancellationTokenSource _discard = new();
    private readonly ResultSequencer? _sequencer;
    private Task<bool>? _wait;

    /// <param name="isOrdered">Whether results come in the items' order.</param>
    /// <param name="mostWaiting">How many results may wait for an earlier one.</param>
    /// <param name="hardStop">After it nothing waits for a front end that takes no results.</param>
    internal ResultOutlet(bool isOrdered, int mostWaiting, CancellationToken hardStop)
    {
        _sequencer = isOrdered ? new ResultSequencer(mostWaiting, Release) : null;
        hardStop.UnsafeRegister(static discard => ((CancellationTokenSource)discard!).Cancel(), _discard);
    }

    /// <summary>Completes when a result is ready (true) or all were taken (false).</summary>
    internal Task<bool> Ready => _wait = _wait is null or { IsCompleted: true } ? _results.Reader.WaitToReadAsync().AsTask() : _wait;

    /// <summary>Takes what is next: a <see cref="BatchResult"/>, or what was told.</summary>
    internal bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out object? next) => _results.Reader.TryRead(out next);

    /// <summary>Hands over something that is no result; waits for room.</summary>
    internal void Tell(object said) => Write(said);

    /// <summary>Hands over the result of the item at a position; waits for room.</summary>
    /// <param name="position">The position.</param>
    /// <param name="result">The result.</param>
    /// <param name="waits">Whether it waits while too many results wait for an earlier one.</param>
    internal void Post(long position, BatchResult result, bool waits = true)
    {
        if (_sequencer is null)
        {
            Release(result);
        }
        else
        {
            _sequencer.Post(position, result, waits);
        }
    }

    /// <summary>Throws away what is not taken, so that workers never wait for a front end that is gone.</summary>
    internal void Discard() => _discard.Cancel();

    /// <summary>See <see cref="ResultSequencer.Grow"/>.</summary>
    internal void Grow(int mostWaiting) => _sequencer?.Grow(mostWaiting);

    /// <summary>Lets go of workers that wait for an earlier item, which may never run.</summary>
    internal void LetGo() => _sequencer?.Open();

    /// <summary>Lets out what waits behind items that were not run. Called when no worker posts any more.</summary>
    internal void Flush() => _sequencer?.End();

    /// <summary>No more results come.</summary>
    internal void Complete() => _results.Writer.TryComplete();

    private void Release(BatchResult result) => Write(result);

    private void Write(object next)
    {
        if (_results.Writer.TryWrite(next))
        {
            return;
        }

        try
        {
            _results.Writer.WriteAsync(next, _discard.Token).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is OperationCanceledException or ChannelClosedException)
        {
            // The front end is gone, or this worker was left behind; the journal has the result.
        }
    }
}
