namespace BatchPs.Engine.Processors.Srt;

/// <summary>The operation of a run: its options, with the files they name read.</summary>
internal sealed class SrtOperation(SrtOptions options) : IOperation
{
    public bool MakesOutput => !options.IsCheck;

    public bool KeepsEveryDiagnostic => options.KeepsEveryDiagnostic;

    public IReadOnlyList<OperationFile> Files { get; } =
    [
        .. options.FillerWords?.File is { } words ? [words] : (IEnumerable<OperationFile>)[],
        .. options.Glossary is { } glossary ? [new OperationFile(nameof(SrtOptions.Glossary), glossary.Path, glossary.Hash)] : (IEnumerable<OperationFile>)[],
    ];

    public IReadOnlyList<string> Warnings => options.Glossary?.Warnings ?? [];

    public IOperationWorker CreateWorker() => new SrtWorker(options, SrtLimits.Default);
}
