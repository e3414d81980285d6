namespace BatchPs.Engine.Processors.Text;

/// <summary>The operation of a run: its options.</summary>
internal sealed class TextOperation(TextOptions options) : IOperation
{
    /// <summary>Bytes of a file that are held at once.</summary>
    internal const int PieceSize = 256 * 1024;

    public IOperationWorker CreateWorker() => new TextWorker(options, PieceSize);
}
