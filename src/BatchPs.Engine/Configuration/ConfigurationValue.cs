namespace BatchPs.Engine.Configuration;

/// <summary>One setting with its value and where that comes from.</summary>
/// <param name="Key">Name in <c>batchps.yaml</c>, for example <c>max_parallel_workers</c>.</param>
/// <param name="Value">The value in force, as text in the invariant culture.</param>
/// <param name="Origin"><c>default</c>, <c>/path/batchps.yaml:7</c>, <c>environment BATCH_MAX_WORKERS</c> or <c>parameter -ThrottleLimit</c>.</param>
/// <param name="Default">The value when nobody gives one, as text.</param>
/// <param name="Range">What it takes, in words: <c>a whole number from 1 to 1024</c>.</param>
/// <param name="Unit">Unit of the value, for example <c>items</c>; null when it has none.</param>
/// <param name="Environment">Its environment variable; null when it has none.</param>
/// <param name="Parameter">Its parameter, with the dash; null when it has none.</param>
/// <param name="Meaning">One phrase.</param>
public sealed record ConfigurationValue(
    string Key,
    string Value,
    string Origin,
    string Default,
    string Range,
    string? Unit,
    string? Environment,
    string? Parameter,
    string Meaning);
