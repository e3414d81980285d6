namespace BatchPs.Engine.Processors;

/// <summary>A file that an operation works with beside its items.</summary>
/// <param name="Option">The option that names it.</param>
/// <param name="Path">Full path.</param>
/// <param name="Hash">Equal for equal content.</param>
public sealed record OperationFile(string Option, string Path, string Hash);
