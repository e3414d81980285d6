namespace BatchPs.Engine.Processors.Srt;

/// <summary>Texts that can be asked for all that begin in a way, and the variant each stands for.</summary>
internal sealed class TermIndex
{
    private readonly string[] _texts;
    private readonly GlossaryVariant[] _variants;
    private readonly Dictionary<string, GlossaryVariant>.AlternateLookup<ReadOnlySpan<char>> _byText;

    /// <summary>Of several variants with one text, one that is found inside of words counts, as it is found in more places.</summary>
    public TermIndex(IEnumerable<(string Text, GlossaryVariant Variant)> terms)
    {
        var byText = new Dictionary<string, GlossaryVariant>();
        foreach (var (text, variant) in terms)
        {
            if (!byText.TryAdd(text, variant) && !variant.IsWhole)
            {
                byText[text] = variant;
            }
        }

        _texts = [.. byText.Keys.Order(StringComparer.Ordinal)];
        _variants = [.. _texts.Select(text => byText[text])];
        _byText = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        AreAllWhole = _variants.All(variant => variant.IsWhole);
    }

    /// <summary>Whether none is found inside of words.</summary>
    public bool AreAllWhole { get; }

    public IEnumerable<(string Text, GlossaryVariant Variant)> All => _texts.Zip(_variants);

    /// <summary>The variant of a text; null when there is none.</summary>
    public GlossaryVariant? Find(ReadOnlySpan<char> text) => _byText.TryGetValue(text, out var variant) ? variant : null;

    /// <summary>The texts that are longer than a beginning and begin so.</summary>
    public IEnumerable<(string Text, GlossaryVariant Variant)> LongerThan(string text, int start)
    {
        var length = text.Length - start;
        int low = 0, high = _texts.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _texts[middle].AsSpan().SequenceCompareTo(text.AsSpan(start)) < 0 ? (middle + 1, high) : (low, middle);
        }

        for (; low < _texts.Length && _texts[low].AsSpan().StartsWith(text.AsSpan(start)); low++)
        {
            if (_texts[low].Length > length)
            {
                yield return (_texts[low], _variants[low]);
            }
        }
    }
}
