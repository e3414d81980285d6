using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Planning;

/// <summary>The assembly that a run's processor comes from; built-in ones have none.</summary>
/// <param name="Path">Full path of its file.</param>
/// <param name="Hash">Hash of its content when it was loaded.</param>
/// <param name="Metrics">What the processor says of its metrics, so that a run can be counted without loading anything.</param>
public sealed record OperationAssembly(string Path, string Hash, IReadOnlyList<ProcessorMetric> Metrics);
