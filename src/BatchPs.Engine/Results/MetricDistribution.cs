namespace BatchPs.Engine.Results;

/// <summary>How many items have a metric where in its range.</summary>
/// <param name="Edges">Where each bin begins, and last where the last one ends: one more than <paramref name="Counts"/>. A value at an edge belongs to the bin that
/// begins there, at the last edge to the last bin; values outside of the range belong to the first or the last.</param>
/// <param name="Counts">Items in each bin.</param>
public sealed record MetricDistribution(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts);
