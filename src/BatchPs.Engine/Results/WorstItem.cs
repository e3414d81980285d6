using System.Collections.ObjectModel;
using System.Globalization;

namespace BatchPs.Engine.Results;

/// <summary>An item that a person should look at.</summary>
/// <param name="Name">The item's identity, as in <see cref="BatchResult.Name"/>.</param>
/// <param name="Value">The value of the metric.</param>
public sealed record WorstItem(string Name, double Value)
{
    /// <summary><c>82.7 gardening/garlic.srt</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:#,0.##} {Name}");
}

/// <summary>The worst items of a metric, which a shell shows by themselves and not by the name of their type.</summary>
internal sealed class WorstItemList(WorstItem[] items) : ReadOnlyCollection<WorstItem>(items)
{
    public override string ToString() => string.Join(", ", this);
}
