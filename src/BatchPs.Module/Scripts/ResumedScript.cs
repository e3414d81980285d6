using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Module.Inputs;
using BatchPs.Module.Scripts.Isolation;

namespace BatchPs.Module.Scripts;

/// <summary>The block of a recorded run made ready again: what the caller gives, the rest as it was.</summary>
/// <param name="definition">The run's definition.</param>
/// <param name="given">What the caller gives instead.</param>
internal sealed class ResumedScript(BatchDefinition definition, ScriptGiven given)
{
    /// <summary>Whether values go down the pipeline bare.</summary>
    internal bool PassesValues { get; init; }

    /// <summary>Whether the block runs under the caller's preference variables.</summary>
    internal bool InheritsPreferences { get; init; }

    /// <summary>What the items share from now on; null for what they shared.</summary>
    internal string? Isolation { get; init; }

    /// <exception cref="BatchException">Something that is needed is not there; the code says what.</exception>
    internal ScriptOperation Open(PSCmdlet caller)
    {
        OperationSpec recorded = definition.Operation;
        ScriptSession session = ScriptSession.Of(caller, InheritsPreferences).At(definition.Location, caller);
        var source = ScriptSource.Of(recorded, given, caller, session);
        ScriptIsolation isolation = ScriptIsolations.Of(definition with { Isolation = Isolation ?? definition.Isolation });
        if (isolation == ScriptIsolation.Process)
        {
            SentValues.ThrowIfUnfit(source);
        }

        return new ScriptOperation(source, session)
        {
            FailsOnError = ScriptOperation.KeepsFailOnError(recorded),
            TakesChunks = ScriptOperation.KeepsPassChunk(recorded),
            ItemKey = InputReader.PropertyOf(given.ItemKey ?? InputReader.ItemKeyOf(source.Spec.ItemKey)),
            PassesValues = PassesValues,
            Isolation = isolation,
            MemoryMb = definition.Settings.MaxMemoryMb,
        };
    }
}
