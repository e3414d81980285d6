namespace BatchPs.Engine.Processors.Srt;

/// <summary>The operation of a run: its options.</summary>
internal sealed class SrtOperation(SrtOptions options) : IOperation
{
    public IOperationWorker CreateWorker() => new SrtWorker(options, Array.MaxLength);
}
