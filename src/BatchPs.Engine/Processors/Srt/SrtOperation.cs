namespace BatchPs.Engine.Processors.Srt;

/// <summary>The operation of a run: its options.</summary>
internal sealed class SrtOperation(SrtOptions options) : IOperation
{
    /// <summary>Bytes of the largest file that is read. A day of speech has about 2 MB; a worker may need four times a file's size in memory.</summary>
    internal const long LargestFile = 128L << 20;

    public bool MakesOutput => !options.IsCheck;

    public bool KeepsEveryDiagnostic => options.KeepsEveryDiagnostic;

    public IOperationWorker CreateWorker() => new SrtWorker(options, LargestFile);
}
