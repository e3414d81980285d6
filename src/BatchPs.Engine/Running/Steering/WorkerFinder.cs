namespace BatchPs.Engine.Running.Steering;

/// <summary>Finds the number of workers that does the most: climbs by measuring, at first doubling after short looks, then up in smaller steps and down where fewer do as much, and looks
/// again now and then. Pure: it is fed with what was done in which time, and knows no clock.</summary>
internal sealed class WorkerFinder
{
    private const double StretchSeconds = 0.25;
    private const int CallsPerWorker = 2;
    private const int LeastStretches = 4;
    private const int MostStretches = 12;
    private const double SureEnough = 0.03;

    // Items that all take as long finish in rounds: of four rounds and a part, four or five are counted, so that twice as much is never seen as
    // less than 1.6 times.
    private const int FirstStretches = 4;
    private const int FirstCallsPerWorker = 1;

    // Of what further workers would do if nothing held them back.
    private const double ClearShare = 0.5;

    // More workers must do so much more; fewer may do so much less.
    private const double Gain = 0.05;
    private const double Loss = 0.03;

    private const double FirstRest = 30;
    private const double LongestRest = 240;

    private readonly int _most;
    private Throughput _measured = new();
    private Direction _direction = Direction.Here;
    private bool _isDoubling = true;
    private int _base;
    private double _baseRate;
    private double _baseError;
    private int _step;
    private bool _isSettling = true;
    private double _rest = FirstRest;
    private double _rested;
    private int _searchedFrom;
    private bool _hasSearched;
    private (int Workers, double Rate, double Error)? _promising;

    /// <param name="start">Workers to begin with.</param>
    /// <param name="most">The most it tries.</param>
    internal WorkerFinder(int start, int most)
    {
        _most = most;
        Workers = _base = _searchedFrom = Math.Clamp(start, 1, most);
    }

    private enum Direction
    {
        Here,
        Up,
        Down,
        Rest,
    }

    /// <summary>Workers to run with now.</summary>
    internal int Workers { get; private set; }

    /// <summary>Whether it has found the best for now.</summary>
    internal bool HasSettled => _direction == Direction.Rest;

    // Later ones disturb less: the best is seldom far away then.
    private int StepUp => Math.Max(1, _base / (_hasSearched ? 4 : 2));

    private int StepDown => Math.Max(1, _base / (_hasSearched ? 8 : 4));

    /// <summary>Takes what was done since the last call.</summary>
    /// <param name="calls">Calls that were finished.</param>
    /// <param name="work">What they did, in any unit.</param>
    /// <param name="seconds">In which time.</param>
    /// <returns>What it decided, for a person; null when nothing changes for long.</returns>
    internal string? Add(double calls, double work, double seconds)
    {
        if (_direction == Direction.Rest)
        {
            _rested += seconds;
            if (_rested >= _rest)
            {
                Measure(Direction.Here, _base, _step);
            }

            return null;
        }

        _measured.Add(calls, work, seconds, StretchSeconds, (_isDoubling ? FirstCallsPerWorker : CallsPerWorker) * Workers);
        if (_isSettling && _measured.Count > 0)
        {
            // In the first stretch some were still at work as before.
            _isSettling = false;
            _measured = new Throughput();
        }

        if (_isDoubling)
        {
            return _measured.Count >= FirstStretches ? Double(_measured.Mean) : null;
        }

        bool isKnown = _measured.Count >= MostStretches || (_measured.Count >= LeastStretches && _measured.Error <= SureEnough);
        return isKnown ? Decide(_measured.Mean, _measured.Error) : null;
    }

    /// <summary>The time since the last call says nothing: something else than the workers held the run.</summary>
    internal void Skip() => _measured.DropUnfinished();

    private string? Double(double rate)
    {
        string? told = null;
        if (_direction == Direction.Up)
        {
            int tried = Workers;
            if (_promising is { } promising)
            {
                _baseRate = Math.Max(rate, _baseRate);
                (tried, rate, _) = promising;
            }

            double change = _baseRate == 0 ? 0 : (rate - _baseRate) / _baseRate;
            if (change < ClearShare * (tried - _base) / _base)
            {
                return Search(null);
            }

            if (_promising is null && _base == _searchedFrom)
            {
                // As with a first try later on: a run that warms up gets faster by itself.
                Measure(Direction.Up, _base, _step);
                _promising = (tried, rate, 0);
                return null;
            }

            told = Said(tried, _base, change);
            _base = tried;
        }

        _baseRate = rate;
        int next = Math.Min(_most, _base * 2);
        if (next == _base)
        {
            return Search(told);
        }

        Measure(Direction.Up, next, next - _base);
        return told;
    }

    private string? Search(string? told)
    {
        _isDoubling = false;
        Measure(Direction.Here, _base, _step);
        return told;
    }

    private string? Decide(double rate, double error)
    {
        if (_direction == Direction.Here)
        {
            (_baseRate, _baseError, _searchedFrom) = (rate, error, _base);
            return Try(Direction.Up, StepUp);
        }

        int tried = Workers;
        if (_promising is { } promising)
        {
            // The items, the machine or a run that warms up may have changed it, and not the workers: it must beat the base before and after it.
            (_baseRate, _baseError) = rate > _baseRate ? (rate, error) : (_baseRate, _baseError);
            (tried, rate, error) = promising;
        }

        double change = _baseRate == 0 ? 0 : (rate - _baseRate) / _baseRate;
        double noise = 2 * Math.Sqrt((error * error) + (_baseError * _baseError));
        if (_direction == Direction.Up ? change > Math.Max(Gain, noise) : change >= -Loss)
        {
            if (_promising is null && (_direction == Direction.Down || (!_hasSearched && _base == _searchedFrom)))
            {
                Measure(_direction, _base, _step);
                _promising = (tried, rate, error);
                return null;
            }

            return Accept(tried, rate, error, change);
        }

        // A long step may have gone beyond the best.
        int shorter = _step / 3;
        return shorter > 0 && shorter * 10 >= _base ? Try(_direction, shorter)
            : _step == 2 ? Try(_direction, 1)
            : _direction == Direction.Up && _base == _searchedFrom ? Try(Direction.Down, StepDown)
            : Settle();
    }

    private string? Accept(int workers, double rate, double error, double change)
    {
        int before = _base;
        _base = workers;

        // Many small losses must not add up.
        (_baseRate, _baseError) = _direction == Direction.Down && rate < _baseRate ? (_baseRate, _baseError) : (rate, error);
        string told = Said(_base, before, change);
        Try(_direction, _direction == Direction.Up ? StepUp : StepDown);
        return told;
    }

    // Within the bounds, or the next that can be tried.
    private string? Try(Direction direction, int step)
    {
        int wanted = Math.Clamp(_base + (direction == Direction.Up ? step : -step), 1, _most);
        if (wanted != _base)
        {
            Measure(direction, wanted, step);
            return null;
        }

        return direction == Direction.Up && _base == _searchedFrom ? Try(Direction.Down, StepDown) : Settle();
    }

    private void Measure(Direction direction, int workers, int step)
    {
        (_direction, Workers, _step) = (direction, workers, Math.Abs(workers - _base) is > 0 and int real ? real : step);
        _measured = new Throughput();
        _promising = null;
        _isSettling = true;
    }

    private static string Said(int workers, int before, double change) => System.FormattableString.Invariant(
        $"Auto: {Count(workers)} instead of {before} changed the throughput by {100 * change:+0;-0;0} %; the run goes on with {workers}.");

    private static string Count(int workers) => System.FormattableString.Invariant($"{workers} worker{(workers == 1 ? "" : "s")}");

    private string Settle()
    {
        _hasSearched = true;
        _rest = _base == _searchedFrom ? Math.Min(LongestRest, _rest * 2) : FirstRest;
        (_direction, Workers, _rested) = (Direction.Rest, _base, 0);
        return System.FormattableString.Invariant($"Auto: {Count(_base)} {(_base == 1 ? "is" : "are")} best for now; the run measures again in {_rest:0} s.");
    }
}
