using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>The run's surroundings fail: it stops, resumable, and no item is to blame.</summary>
internal sealed class EnvironmentFaultException(ItemError error, Exception inner) : Exception(error.Message, inner)
{
    internal ItemError Error { get; } = error;

    /// <summary>The fault of a journal that cannot be written.</summary>
    internal static EnvironmentFaultException OfJournal(IOException error) => new(
        new ItemError(
            EnvironmentFault.CodeOf(error) ?? "JournalNotWritable", ErrorCategory.Environment,
            $"The run stopped because its journal could not be written: {error.Message}"),
        error);

    /// <summary>Throws when an error is one of the environment.</summary>
    internal static void ThrowFor(Exception error)
    {
        if (EnvironmentFault.CodeOf(error) is { } code)
        {
            throw new EnvironmentFaultException(
                new ItemError(code, ErrorCategory.Environment, $"The run stopped: {error.Message.TrimEnd('.')}. Nothing is lost; resume it when the cause is gone."), error);
        }
    }
}
