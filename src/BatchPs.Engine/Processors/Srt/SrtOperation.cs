namespace BatchPs.Engine.Processors.Srt;

/// <summary>The operation of a run: its options.</summary>
internal sealed class SrtOperation(SrtOptions options) : IOperation
{
    public bool MakesOutput => !options.IsCheck;

    public bool KeepsEveryDiagnostic => options.KeepsEveryDiagnostic;

    public IOperationWorker CreateWorker() => new SrtWorker(options, SrtLimits.Default);
}
