namespace BatchPs.Engine.Configuration;

/// <summary>A named set of settings in <c>batchps.yaml</c>, stronger than the file's other values.</summary>
/// <param name="Name">Its name, as the file has it.</param>
/// <param name="Origin">Where it begins: <c>/path/batchps.yaml:7</c>.</param>
/// <param name="IsInForce">Whether it was chosen.</param>
/// <param name="Settings">Its settings by key, as text.</param>
public sealed record ConfigurationProfile(string Name, string Origin, bool IsInForce, IReadOnlyDictionary<string, string> Settings);
