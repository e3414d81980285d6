using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>The errors a block writes and goes on after: shown as they come, but for the one that fails its item, which is shown as that item's.</summary>
internal sealed class WrittenErrors(ScriptOperation operation)
{
    /// <summary>The error the item in work fails with; null while there is none.</summary>
    internal ErrorRecord? Failing { get; private set; }

    /// <summary>Another call of the block begins.</summary>
    internal void Forget() => Failing = null;

    /// <summary>Takes an error.</summary>
    /// <param name="error">The error; it is given its place and its item.</param>
    /// <param name="item">The item in work; null when there is none, or when there are several.</param>
    /// <param name="isInBlock">Whether the block is at work.</param>
    /// <returns>Whether it is to be shown now.</returns>
    internal bool Take(ErrorRecord error, object? item, bool isInBlock)
    {
        bool isUnbound = operation.Shape.IsStepped && ScriptErrors.IsUnbound(error, operation.Source.Ast);
        if (!isUnbound)
        {
            operation.Source.Places.Settle(error);
        }

        ErrorPositions.Attribute(error, item);
        if (!isInBlock || Failing is not null || !(operation.FailsOnError || isUnbound))
        {
            return true;
        }

        Failing = error;
        return false;
    }
}
