using System.Globalization;

namespace BatchPs.Engine.Results;

/// <summary>How many items have a metric where in its range.</summary>
/// <param name="Edges">Where each bin begins, and last where the last one ends: one more than <paramref name="Counts"/>. A value at an edge belongs to the bin that
/// begins there, at the last edge to the last bin; values outside of the range belong to the first or the last.</param>
/// <param name="Counts">Items in each bin.</param>
public sealed record MetricDistribution(IReadOnlyList<double> Edges, IReadOnlyList<long> Counts)
{
    private const int MostShown = 10;

    /// <summary><c>3 at 80 to 90, 27 at 90 to 100</c>; where there are many bins, some together.</summary>
    public override string ToString() => string.Join(", ", Bins());

    private IEnumerable<string> Bins()
    {
        int together = (Counts.Count + MostShown - 1) / MostShown;
        for (int bin = 0; bin < Counts.Count; bin += together)
        {
            int next = Math.Min(bin + together, Counts.Count);
            long count = Counts.Take(bin..next).Sum();
            if (count > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{count:N0} at {Edges[bin]:#,0.##} to {Edges[next]:#,0.##}");
            }
        }
    }
}
