using System.Management.Automation;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary><c>$BatchItem</c>: its value is made when a block asks for it, so that it costs nothing where none does.</summary>
internal sealed class BlockItemVariable(Func<object?> current) : PSVariable(VariableName, null, ScopedItemOptions.Constant)
{
    internal const string VariableName = "BatchItem";

    public override object? Value
    {
        get => current();
        set => throw BatchException.Invalid("BatchItemIsConstant", "$BatchItem is the item of the block; it cannot be set.");
    }
}
