namespace BatchPs.Engine.Reporting.Html;

/// <summary>The time a run was at work, across a chart: its executions one behind the other, without the time between them.</summary>
internal sealed class TimeAxis
{
    private const double RoomOfALabel = 75;
    private const double MostSteps = 6;

    private readonly double left;
    private readonly double perSecond;
    private readonly (DateTimeOffset From, DateTimeOffset To)[] parts;

    private TimeAxis((DateTimeOffset From, DateTimeOffset To)[] parts, double left, double right)
    {
        this.parts = parts;
        this.left = left;
        Right = right;
        Seconds = Math.Max(parts.Sum(part => (part.To - part.From).TotalSeconds), 0.001);
        perSecond = (right - left) / Seconds;
    }

    /// <summary>All the time on it.</summary>
    internal double Seconds { get; }

    internal double Right { get; }

    internal IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> Parts => parts;

    /// <summary>The axis of a run, or of what its rows tell; null when neither has any time.</summary>
    internal static TimeAxis? Of(ReportStory story, double left, double right)
    {
        var last = story.Rows.Activity.Last;
        var parts = (story.Context.Trace?.Executions ?? [])
            .Select(execution => (execution.StartedAt, To: execution.EndedAt ?? (execution.Samples is [.., var sample] ? sample.At : execution.StartedAt)))
            .ToList();
        if (story.Context.Trace is { Executions: [.., { EndedAt: null }] } && last > parts[^1].To)
        {
            parts[^1] = (parts[^1].StartedAt, last.Value);
        }

        if (parts.Count == 0 && story.Rows.Activity is { First: { } first, Last: { } end })
        {
            parts.Add((first, end));
        }

        parts.RemoveAll(part => part.To <= part.StartedAt);
        return parts.Count == 0 ? null : new TimeAxis([.. parts.Select(part => (part.StartedAt, part.To))], left, right);
    }

    /// <summary>Where a time is; one between two executions is where the later begins.</summary>
    internal double X(DateTimeOffset time) => left + (SecondsTo(time) * perSecond);

    /// <summary>Where a time is that the run was so long at work for.</summary>
    internal double X(double seconds) => left + (Math.Clamp(seconds, 0, Seconds) * perSecond);

    /// <summary>How long the run was at work until a time.</summary>
    internal double SecondsTo(DateTimeOffset time) =>
        parts.Where(part => part.From < time).Sum(part => ((time < part.To ? time : part.To) - part.From).TotalSeconds);

    /// <summary>The time at which the run was so long at work.</summary>
    internal DateTimeOffset At(double seconds)
    {
        foreach (var (from, to) in parts)
        {
            if (seconds <= (to - from).TotalSeconds)
            {
                return from.AddSeconds(seconds);
            }

            seconds -= (to - from).TotalSeconds;
        }

        return parts[^1].To;
    }

    /// <summary>Labelled times: round ones, at most seven.</summary>
    /// <param name="room">Room of the axis; fewer where it is little.</param>
    internal IEnumerable<(double X, string Label)> Ticks(double room = double.MaxValue)
    {
        var step = TickSteps.Time(Seconds / Math.Clamp(Math.Floor(room / RoomOfALabel), 2, MostSteps));
        for (double at = 0; at <= Seconds * 1.0001; at += step)
        {
            yield return (X(at), at == 0 ? "0" : TickSteps.Label(at, step));
        }
    }
}
