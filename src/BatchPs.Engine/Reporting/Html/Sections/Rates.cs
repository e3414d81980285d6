using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting.Html.Sections;

/// <summary>What was done a second, over the time of a run.</summary>
/// <param name="Items">Items.</param>
/// <param name="Failed">Of these, failed ones.</param>
/// <param name="Bytes">Bytes of their inputs.</param>
internal readonly record struct Rates(double Items, double Failed, double Bytes)
{
    /// <summary>Samples of a run that tell more than its rows.</summary>
    internal const int LeastSamples = 12;

    /// <summary>The rates in bins of equal width: of the samples, which count every attempt's end, else of the rows.</summary>
    internal static Rates[] Of(ReportStory story, TimeAxis axis, int most)
    {
        var samples = story.Samples.Count();
        var narrowest = story.Rows.Activity.Width.TotalSeconds;
        var bins = samples >= LeastSamples || story.Rows.Activity.Bins.Count == 0
            ? Math.Clamp(samples, 2, most)
            : (int)Math.Clamp(axis.Seconds / narrowest, 1, most);
        var sums = new double[bins, 3];
        var width = axis.Seconds / bins;
        if (samples >= LeastSamples || story.Rows.Activity.Bins.Count == 0)
        {
            foreach (var execution in story.Context.Trace!.Executions)
            {
                OfSamples(execution, axis, width, sums);
            }
        }
        else
        {
            foreach (var (number, bin) in story.Rows.Activity.Bins)
            {
                var begun = axis.SecondsTo(story.Rows.Activity.Begin(number));
                Spread(sums, width, begun, Math.Min(begun + narrowest, axis.Seconds), bin.Finished, bin.Failed, bin.Bytes);
            }
        }

        return [.. Enumerable.Range(0, bins).Select(bin => new Rates(sums[bin, 0] / width, sums[bin, 1] / width, sums[bin, 2] / width))];
    }

    private static void OfSamples(ExecutionTrace execution, TimeAxis axis, double width, double[,] sums)
    {
        var before = new RunSample { At = execution.StartedAt };
        foreach (var sample in execution.Samples)
        {
            Spread(
                sums, width, axis.SecondsTo(before.At), axis.SecondsTo(sample.At),
                sample.Finished - before.Finished, sample.Failed - before.Failed, sample.InputBytes - before.InputBytes);
            before = sample;
        }
    }

    // In equal parts over the time between: what is known is only how much it was.
    private static void Spread(double[,] sums, double width, double from, double to, double items, double failed, double bytes)
    {
        var last = sums.GetLength(0) - 1;
        var time = Math.Max(to - from, 1e-9);
        for (var bin = Math.Clamp((int)(from / width), 0, last); bin <= last && (bin * width < to || bin == (int)(from / width) || bin == last); bin++)
        {
            var end = bin == last ? double.MaxValue : (bin + 1) * width;
            var share = to - from <= 1e-9 ? 1 : Math.Max(0, Math.Min(to, end) - Math.Max(from, bin * width)) / time;
            sums[bin, 0] += items * share;
            sums[bin, 1] += failed * share;
            sums[bin, 2] += bytes * share;
            if (to <= end)
            {
                break;
            }
        }
    }
}
