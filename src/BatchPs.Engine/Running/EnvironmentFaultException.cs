using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>The run's surroundings fail: it stops, resumable, and no item is to blame.</summary>
internal sealed class EnvironmentFaultException(ItemError error, Exception? inner) : Exception(error.Message, inner)
{
    internal ItemError Error { get; } = error;

    /// <summary>What is full, for a fault that passes by itself when there is space: nothing was done yet that may not be done again.
    /// Null for every other.</summary>
    internal ItemError? Full { get; private init; }

    /// <summary>The fault of a journal that cannot be written.</summary>
    internal static EnvironmentFaultException OfJournal(IOException error) => new(
        new ItemError(
            EnvironmentFault.CodeOf(error) ?? "JournalNotWritable", ErrorCategory.Environment,
            $"The run stopped because its journal could not be written: {error.Message}"),
        error);

    /// <summary>The fault that an error of an attempt means. The attempt left nothing behind.</summary>
    /// <param name="code">What kind of fault.</param>
    /// <param name="error">The error.</param>
    /// <param name="need">What there was no room for, as a sentence; empty when that is not known.</param>
    internal static EnvironmentFaultException Of(string code, Exception error, string need)
    {
        string what = error.Message.TrimEnd('.') + ".";
        return new EnvironmentFaultException(
            new ItemError(code, ErrorCategory.Environment, $"The run stopped: {what} Nothing is lost; resume it when the cause is gone."), error)
        {
            Full = code == EnvironmentFault.DiskFull ? new ItemError(code, ErrorCategory.Environment, $"{what} {need}".TrimEnd()) : null,
        };
    }
}
