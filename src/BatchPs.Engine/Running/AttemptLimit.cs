namespace BatchPs.Engine.Running;

/// <summary>The time limit of one attempt, as a cancellation that the hard stop of the run shares.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "It is disposable; the rule takes no struct for one.")]
internal readonly struct AttemptLimit : IDisposable
{
    private readonly CancellationTokenSource? _limit;
    private readonly CancellationTokenSource? _either;

    internal AttemptLimit(RunParts run)
    {
        Token = run.Stop.Hard;
        if (run.Definition.ItemTimeout > 0)
        {
            _limit = new CancellationTokenSource(TimeSpan.FromSeconds(run.Definition.ItemTimeout), run.Time);
            _either = CancellationTokenSource.CreateLinkedTokenSource(run.Stop.Hard, _limit.Token);
            Token = _either.Token;
        }
    }

    /// <summary>Cancelled at the limit and when the run stops hard.</summary>
    internal CancellationToken Token { get; }

    /// <summary>Whether the time is over.</summary>
    internal bool IsReached => _limit is { IsCancellationRequested: true };

    public void Dispose()
    {
        _either?.Dispose();
        _limit?.Dispose();
    }
}
