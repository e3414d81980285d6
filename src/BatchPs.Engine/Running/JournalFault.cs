using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>A run that cannot keep its memory is refused before its first item.</summary>
internal static class JournalFault
{
    internal static BatchException Of(string path, Exception error) => new(
        EnvironmentFault.CodeOf(error) is EnvironmentFault.DiskFull ? EnvironmentFault.DiskFull : "JournalNotWritable",
        ErrorCategory.Environment, $"The run cannot be recorded in '{path}': {error.Message}", path, error);
}
