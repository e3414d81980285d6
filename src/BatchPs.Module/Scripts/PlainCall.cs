using System.Collections.ObjectModel;
using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>Invokes a block that is one list of statements: each item has a scope of its own.</summary>
internal sealed class PlainCall(ScriptBlock block, object?[] arguments) : IBlockCall
{
    private readonly List<PSVariable> _variables = new(1);

    public void Begin()
    {
    }

    public object?[] Invoke(object? value)
    {
        // A new variable an item: PowerShell takes it out of the list, and its value with it.
        _variables.Clear();
        _variables.Add(new PSVariable("_", value));
        Collection<PSObject> output = block.InvokeWithContext(null, _variables, arguments);

        // An array: PowerShell slices no other read-only list.
        return output.Count == 0 ? [] : output.ToArray<object?>();
    }

    public void End()
    {
    }
}
