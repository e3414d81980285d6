namespace BatchPs.Engine.Reporting;

/// <summary>The names of metrics, or of facts, that have occurred, by number.</summary>
/// <param name="kind">What they are.</param>
internal sealed class MeasureNames(string kind)
{
    /// <summary>Most names that have a number of their own: a name for each item must not make a report as wide as it is long.</summary>
    internal const int Most = 500;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    /// <summary>What they are: stands before a name that is taken.</summary>
    internal string Kind => kind;

    internal int Count => names.Count;

    internal string NameOf(int number) => names[number];

    /// <summary>The number that all other names share.</summary>
    internal int Rest => Add($"other {kind}");

    /// <summary>The number of a name; a new one gets the next. Null when it has none of its own.</summary>
    internal int? NumberOf(string name) =>
        numbers.TryGetValue(name, out var number) ? number
        : names.Count < Most ? Add(name)
        : null;

    /// <summary>All numbers: those of the given names first, in their order, then the others by name.</summary>
    internal IEnumerable<int> Order(IEnumerable<string> first)
    {
        var known = first.Where(numbers.ContainsKey).Distinct().ToArray();
        return known.Concat(names.Except(known).Order(StringComparer.Ordinal)).Select(name => numbers[name]);
    }

    private int Add(string name)
    {
        if (numbers.TryAdd(name, names.Count))
        {
            names.Add(name);
        }

        return numbers[name];
    }
}
