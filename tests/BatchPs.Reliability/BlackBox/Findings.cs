using Xunit;

namespace BatchPs.Reliability.BlackBox;

/// <summary>What was found wrong: counted by its kind, and told at the end, a few of each kind, so that one bad round does not hide the next.</summary>
internal sealed class Findings(Tally tally)
{
    private const int MostTold = 4;

    private readonly List<(string Kind, string Text)> _told = [];

    /// <summary>What is going on, for the message.</summary>
    internal string Round { get; set; } = "";

    /// <summary>Prints kinds of which nothing is found, too.</summary>
    internal void Expect(params ReadOnlySpan<string> kinds)
    {
        foreach (string kind in kinds)
        {
            tally.Add(kind, 0);
        }
    }

    internal void Add(string kind, string what)
    {
        tally.Add(kind);
        lock (_told)
        {
            _told.Add((kind, $"{Round}: {kind}: {what}"));
        }
    }

    internal void ThrowIfAny()
    {
        if (_told.Count > 0)
        {
            IEnumerable<string> told = _told.GroupBy(found => found.Kind).SelectMany(kind => kind.Take(MostTold)).Select(found => found.Text);
            Assert.Fail($"{tally}\n{string.Join('\n', told)}");
        }
    }
}
