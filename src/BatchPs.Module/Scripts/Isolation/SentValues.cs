using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>The values a block was given that a worker process is to get: those that the journal keeps.</summary>
internal static class SentValues
{
    /// <summary>Refuses live objects: a process of its own would get a lifeless copy, and what it does to that nobody would see.</summary>
    /// <exception cref="BatchException"><c>ValueNotSent</c>.</exception>
    internal static void ThrowIfUnfit(ScriptSource source)
    {
        if (source.Spec.Values.FirstOrDefault(ValueKeeper.IsTooLong) is { } large)
        {
            throw BatchException.Invalid(
                "ValueNotSent",
                $"The value of '{large.Name}' cannot be sent to a worker process: its text is longer than it may be ({large.Missing}). Write it to a file, and give the block its path.",
                large.Name);
        }

        if (source.Spec.Values.FirstOrDefault(value => value.Text is null) is { } unfit)
        {
            throw BatchException.Invalid(
                "ValueNotSent",
                $"The value of '{unfit.Name}' cannot be sent to a worker process ({unfit.Missing}); -Isolation Process takes data: texts, numbers, arrays, hashtables, custom objects.",
                unfit.Name);
        }
    }
}
