using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Tests;

/// <summary>A processor whose work a test writes as a lambda.</summary>
public sealed class TestProcessor(Func<IItemContext, OperationOutcome> work, string version = "1") : IProcessor, IOperation
{
    public ProcessorInfo Info => new("Test", version, "For tests.", [".txt"], [new ProcessorOption("Mode", "a", "a, b", "For tests.")], []);

    public bool MakesOutput { get; init; } = true;

    public bool KeepsEveryDiagnostic { get; init; }

    /// <summary>Copies the input in upper case.</summary>
    public static TestProcessor Upper(string version = "1") => new(
        item =>
        {
            using var reader = new StreamReader(item.OpenInput());
            using var writer = new StreamWriter(item.CreateOutput());
            writer.Write(reader.ReadToEnd().ToUpperInvariant());
            return OperationOutcome.Succeeded();
        },
        version);

    public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

    public IOperationWorker CreateWorker() => new Worker(work);

    private sealed class Worker(Func<IItemContext, OperationOutcome> work) : IOperationWorker
    {
        public OperationOutcome Run(IItemContext item) => work(item);

        public void Dispose()
        {
        }
    }
}
