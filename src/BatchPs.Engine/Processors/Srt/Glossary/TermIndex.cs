namespace BatchPs.Engine.Processors.Srt;

/// <summary>Texts that can be asked for all that begin in a way, and the variants each stands for.</summary>
internal sealed class TermIndex
{
    private readonly string[] _texts;
    private readonly List<GlossaryVariant>[] _variants;
    private readonly Dictionary<string, List<GlossaryVariant>>.AlternateLookup<ReadOnlySpan<char>> _byText;

    public TermIndex(IEnumerable<(string Text, GlossaryVariant Variant)> terms)
    {
        var byText = terms.GroupBy(term => term.Text, term => term.Variant).ToDictionary(group => group.Key, group => group.ToList());
        _texts = [.. byText.Keys.Order(StringComparer.Ordinal)];
        _variants = [.. _texts.Select(text => byText[text])];
        _byText = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        AreAllWhole = All.All(term => term.Variant.IsWhole);
    }

    /// <summary>Whether none is found inside of words.</summary>
    public bool AreAllWhole { get; }

    public IReadOnlyList<string> Texts => _texts;

    public IEnumerable<(string Text, GlossaryVariant Variant)> All => _texts.Zip(_variants).SelectMany(pair => pair.Second.Select(variant => (pair.First, variant)));

    /// <summary>A variant of a text, one that is found inside of words when there is one; null when there is none at all.</summary>
    public GlossaryVariant? Find(ReadOnlySpan<char> text) =>
        _byText.TryGetValue(text, out var variants) ? variants.Find(variant => !variant.IsWhole) ?? variants[0] : null;

    /// <summary>All variants of a text.</summary>
    public IReadOnlyList<GlossaryVariant> FindAll(ReadOnlySpan<char> text) => _byText.TryGetValue(text, out var variants) ? variants : [];

    /// <summary>The texts that are longer than a beginning and begin so.</summary>
    public IEnumerable<(string Text, GlossaryVariant Variant)> LongerThan(string text, int start)
    {
        int low = 0, high = _texts.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _texts[middle].AsSpan().SequenceCompareTo(text.AsSpan(start)) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (; low < _texts.Length && _texts[low].AsSpan().StartsWith(text.AsSpan(start)); low++)
        {
            if (_texts[low].Length > text.Length - start)
            {
                foreach (var variant in _variants[low])
                {
                    yield return (_texts[low], variant);
                }
            }
        }
    }
}
