using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using BatchPs.Engine.Running;

namespace BatchPs.Module.Jobs;

/// <summary>The piped items of a job: the pipeline puts them in without waiting, the job's thread takes them as the run has room.</summary>
internal sealed class InputSpool
{
    private readonly Channel<BatchInput> _inputs = Channel.CreateUnbounded<BatchInput>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private Task<bool>? _wait;
    private volatile bool _isRefusing;

    /// <summary>Whether the pipeline came to its end; false when it was cut off.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Whether all was taken and no more comes.</summary>
    internal bool HasEnded => _inputs.Reader.Completion.IsCompleted;

    /// <summary>Completes when an input is there, or none will come.</summary>
    internal Task Ready => _wait = _wait is null or { IsCompleted: true } ? _inputs.Reader.WaitToReadAsync().AsTask() : _wait;

    /// <returns>False when no more input is taken.</returns>
    internal bool Add(BatchInput input) => !_isRefusing && _inputs.Writer.TryWrite(input);

    /// <param name="complete">False when there would have been more.</param>
    internal void End(bool complete)
    {
        IsComplete = complete;
        _inputs.Writer.TryComplete();
    }

    internal bool TryTake([MaybeNullWhen(false)] out BatchInput input) => _inputs.Reader.TryRead(out input);

    /// <summary>Takes no more, and lets go of what waits.</summary>
    internal void Refuse()
    {
        _isRefusing = true;
        _inputs.Writer.TryComplete();
        while (_inputs.Reader.TryRead(out _))
        {
        }
    }
}
