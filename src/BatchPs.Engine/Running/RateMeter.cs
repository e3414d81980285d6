namespace BatchPs.Engine.Running;

/// <summary>Items a second over a sliding window of half a minute; 0 while more is taken back than done. Not thread-safe.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private readonly Queue<(TimeSpan At, long Count)> _samples = new([(TimeSpan.Zero, 0)]);
    private TimeSpan _last;

    internal double Rate(TimeSpan now, long count)
    {
        while (_samples.Count > 1 && now - _samples.Peek().At > Window)
        {
            _samples.Dequeue();
        }

        (TimeSpan at, long before) = _samples.Peek();
        if (now > _last)
        {
            // While time stands still, because the run is suspended, nothing is added.
            _samples.Enqueue((now, count));
            _last = now;
        }

        double seconds = (now - at).TotalSeconds;
        return seconds <= 0 ? 0 : Math.Max(0, count - before) / seconds;
    }
}
