namespace BatchPs.Engine.Running.Steering;

/// <summary>Work a second with a number of workers: the mean of some stretches of time, and how sure it is.</summary>
internal sealed class Throughput
{
    private readonly List<double> _rates = [];
    private double _work;
    private double _calls;
    private double _seconds;

    /// <summary>Stretches that were measured.</summary>
    internal int Count => _rates.Count;

    /// <summary>Work a second.</summary>
    internal double Mean => _rates.Average();

    /// <summary>Standard error of the mean, as a share of it.</summary>
    internal double Error => Mean == 0 ? 0
        : Math.Sqrt(_rates.Sum(rate => (rate - Mean) * (rate - Mean)) / (_rates.Count - 1) / _rates.Count) / Mean;

    /// <summary>Adds what was done in a time. A stretch ends when it is long enough and has so many calls.</summary>
    internal void Add(double calls, double work, double seconds, double leastSeconds, double leastCalls)
    {
        _calls += calls;
        _work += work;
        _seconds += seconds;
        if (_seconds >= leastSeconds && _calls >= leastCalls)
        {
            _rates.Add(_work / _seconds);
            DropUnfinished();
        }
    }

    /// <summary>Forgets the stretch that has not ended.</summary>
    internal void DropUnfinished() => (_work, _calls, _seconds) = (0, 0, 0);
}
