namespace BatchPs.Engine.Processors;

/// <summary>One number a processor reports for each item, and what a run makes of it.</summary>
/// <param name="Name">Name in results, journal and reports, camelCase. A part of another metric has that one's name, a dot and its own:
/// <c>corrections.S04</c>. The same measure of the input and of the output end in <c>Before</c> and <c>After</c>, and are shown as a pair.</param>
/// <param name="Unit">Unit, for example <c>cues</c>.</param>
/// <param name="Total">How the run adds it up.</param>
public sealed record ProcessorMetric(string Name, string Unit, MetricTotal Total)
{
    /// <summary>The range the run counts its items in, for <see cref="BatchPs.Engine.Results.RunSummary.Distributions"/>.</summary>
    /// <value>Null, the default, for no distribution.</value>
    public MetricRange? Range { get; init; }

    /// <summary>Which values the run lists the items of, for <see cref="BatchPs.Engine.Results.RunSummary.Worst"/>.</summary>
    /// <value>The default is none. Items at the other end of <see cref="Range"/>, or beyond it, are not listed.</value>
    public MetricWorst Worst { get; init; }

    /// <summary>The metric, of the same items, by which the run also weights the mean: it gets one more metric, this one's name and
    /// <c>Weighted</c>.</summary>
    /// <value>Null, the default, for none. An item without that metric, or with one that is not above 0, does not count in it; neither does one
    /// whose product of both is above 1e18.</value>
    public string? WeightedBy { get; init; }

    /// <summary>Whether the run says how much of it there was a second: it gets one more metric, this one's name and <c>PerSecond</c>.</summary>
    /// <value>The default is false. The sum over the items that were worked on, without those left unchanged, is divided by the time of all executions.</value>
    public bool PerSecond { get; init; }
}

/// <summary>How a metric of many items becomes one of the run.</summary>
public enum MetricTotal
{
    /// <summary>The values are added.</summary>
    Sum,

    /// <summary>The values are averaged over the items that have one; those of a part of another metric over the items that have that one,
    /// where a part that is not set counts as 0.</summary>
    Mean,
}

/// <summary>Which values of a metric a person should look at.</summary>
public enum MetricWorst
{
    /// <summary>None: it is only a number.</summary>
    None,

    /// <summary>The lowest, as of a score.</summary>
    Lowest,

    /// <summary>The highest, as of a count of errors.</summary>
    Highest,
}
