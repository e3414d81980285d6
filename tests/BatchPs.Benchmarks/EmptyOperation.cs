using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;

namespace BatchPs.Benchmarks;

/// <summary>An operation that does nothing, or only waits: what is left is the engine's own cost.</summary>
internal sealed class EmptyOperation(TimeSpan wait = default) : IOperation, IOperationWorker
{
    internal static OperationSpec Spec { get; } = new() { Name = OperationSpec.ScriptBlock, Script = "" };

    internal static IEnumerable<BatchInput> Numbers(int count) => Enumerable.Range(0, count)
        .Select(number => (Text: number.ToString(System.Globalization.CultureInfo.InvariantCulture), number))
        .Select(one => BatchInput.Object(one.number, one.Text, new SerializedValue(one.Text, "Int32")));

    public IOperationWorker CreateWorker() => this;

    public OperationOutcome Run(IItemContext item)
    {
        if (wait > TimeSpan.Zero)
        {
            item.Cancellation.WaitHandle.WaitOne(wait);
        }

        return OperationOutcome.Succeeded();
    }

    public void Dispose()
    {
    }
}
