namespace BatchPs.Engine.Results;

/// <summary>An item that a person should look at.</summary>
/// <param name="Name">The item's identity, as in <see cref="BatchResult.Name"/>.</param>
/// <param name="Value">The value of the metric.</param>
public sealed record WorstItem(string Name, double Value);
