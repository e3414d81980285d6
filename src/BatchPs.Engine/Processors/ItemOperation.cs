namespace BatchPs.Engine.Processors;

/// <summary>An operation that is one method: for processors whose workers keep nothing from one item to the next.</summary>
/// <param name="run">Does one item, as <see cref="IOperationWorker.Run"/>. All workers call it, several at a time: what it captures must be
/// immutable or safe for threads.</param>
public sealed class ItemOperation(Func<IItemContext, OperationOutcome> run) : IOperation
{
    private readonly Func<IItemContext, OperationOutcome> _run = run ?? throw new ArgumentNullException(nameof(run));

    /// <inheritdoc/>
    public IOperationWorker CreateWorker() => new Worker(_run);

    private sealed class Worker(Func<IItemContext, OperationOutcome> run) : IOperationWorker
    {
        public OperationOutcome Run(IItemContext item) => run(item);

        public void Dispose()
        {
        }
    }
}
