using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Tests.Processors.Assemblies;

/// <summary>What the classes of built assemblies are made of: copies in upper case, named like its class.</summary>
public abstract class SampleProcessor : IProcessor
{
    public virtual ProcessorInfo Info => new(
        GetType().Name, "1", "For tests.", [".txt"], [new ProcessorOption("Mode", "a", "a, b", "For tests.")],
        [new ProcessorMetric("size", "bytes", MetricTotal.Mean), new ProcessorMetric("files", "files", MetricTotal.Sum)]);

    public virtual IOperation Open(IReadOnlyDictionary<string, string> options) => new ItemOperation(item =>
    {
        using var reader = new StreamReader(item.OpenInput());
        using var writer = new StreamWriter(item.CreateOutput());
        writer.Write(reader.ReadToEnd().ToUpperInvariant());
        item.SetMetric("size", item.Length);
        item.SetMetric("files", 1);
        return OperationOutcome.Succeeded();
    });
}

public abstract class ThrowingProcessor : SampleProcessor
{
    protected ThrowingProcessor() => throw new InvalidOperationException("no licence");
}

public abstract class UnopenedProcessor : SampleProcessor
{
    public override IOperation Open(IReadOnlyDictionary<string, string> options) => throw new FormatException("no number");
}

public abstract class SameNameProcessor : SampleProcessor
{
    public override ProcessorInfo Info { get; } = new("Same", "1", "For tests.", [], [], []);
}

public abstract class NamelessProcessor : SampleProcessor
{
    public override ProcessorInfo Info { get; } = new(" ", "1", "For tests.", [], [], []);
}
