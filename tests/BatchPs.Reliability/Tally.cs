using System.Globalization;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>What a test counted, printed whether it passes or fails: <c>RandomKills: kills 400, lost 0, torn 0</c>.</summary>
internal sealed class Tally(string test) : IDisposable
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, long> _counts = [];

    /// <summary>A count; 0 until it was added to.</summary>
    internal long this[string name] => Read(name);

    /// <summary>Adds to a count; with 0 it is printed although nothing was counted.</summary>
    internal void Add(string name, long number = 1)
    {
        lock (_order)
        {
            if (!_counts.ContainsKey(name))
            {
                _order.Add(name);
            }

            _counts[name] = Read(name) + number;
        }
    }

    public override string ToString()
    {
        lock (_order)
        {
            return $"{test}: {string.Join(", ", _order.Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {_counts[name]:N0}")))}";
        }
    }

    public void Dispose() => TestContext.Current.SendDiagnosticMessage(ToString());

    private long Read(string name)
    {
        lock (_order)
        {
            return _counts.GetValueOrDefault(name);
        }
    }
}
