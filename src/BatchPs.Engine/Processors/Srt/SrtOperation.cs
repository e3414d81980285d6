namespace BatchPs.Engine.Processors.Srt;

/// <summary>The operation of a run: its options, and its glossary when it has one.</summary>
internal sealed class SrtOperation(SrtOptions options) : IOperation
{
    public bool MakesOutput => !options.IsCheck;

    public bool KeepsEveryDiagnostic => options.KeepsEveryDiagnostic;

    public IReadOnlyList<OperationFile> Files => options.Glossary is { } glossary ? [new OperationFile(nameof(SrtOptions.Glossary), glossary.Path, glossary.Hash)] : [];

    public IReadOnlyList<string> Warnings => options.Glossary?.Warnings ?? [];

    public IOperationWorker CreateWorker() => new SrtWorker(options, SrtLimits.Default);
}
