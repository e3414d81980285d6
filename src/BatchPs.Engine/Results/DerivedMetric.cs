namespace BatchPs.Engine.Results;

/// <summary>Ends of the names of metrics that only a run has, made of one of its items.</summary>
internal static class DerivedMetric
{
    /// <summary>A mean that is weighted.</summary>
    internal const string Weighted = "Weighted";

    /// <summary>A sum a second.</summary>
    internal const string PerSecond = "PerSecond";
}
