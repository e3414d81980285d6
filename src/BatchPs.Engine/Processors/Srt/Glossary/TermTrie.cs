namespace BatchPs.Engine.Processors.Srt;

/// <summary>The terms of a glossary, to be found by their folded characters one after the other.</summary>
internal sealed class TermTrie
{
    /// <summary>Where a search begins.</summary>
    public const int Root = 0;

    /// <summary>What <see cref="Next"/> gives where no term goes on.</summary>
    public const int None = 0;

    private readonly Dictionary<ulong, int> _next = [];
    private readonly List<GlossaryTerm?> _terms = [null];
    private readonly ulong[] _firsts = new ulong[(char.MaxValue + 1) / 64];

    /// <summary>The node for one more character; <see cref="None"/> when no term goes on with it.</summary>
    public int Next(int node, char folded) => _next.GetValueOrDefault(Key(node, folded));

    /// <summary>Whether a term begins with a character.</summary>
    public bool BeginsWith(char folded) => (_firsts[folded >> 6] >> folded & 1) != 0;

    /// <summary>The term that ends at a node; null when none does.</summary>
    public GlossaryTerm? this[int node] => _terms[node];

    /// <summary>The term of a folded text; null when there is none.</summary>
    public GlossaryTerm? Find(string folded)
    {
        var node = Root;
        foreach (var unit in folded)
        {
            node = Next(node, unit);
            if (node == None)
            {
                return null;
            }
        }

        return _terms[node];
    }

    /// <summary>The term of a folded text, made when there is none.</summary>
    public GlossaryTerm Add(string folded)
    {
        var node = Root;
        _firsts[folded[0] >> 6] |= 1UL << folded[0];
        foreach (var unit in folded)
        {
            ref var next = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_next, Key(node, unit), out _);
            if (next == None)
            {
                next = _terms.Count;
                _terms.Add(null);
            }

            node = next;
        }

        return _terms[node] ??= new GlossaryTerm();
    }

    private static ulong Key(int node, char unit) => ((ulong)node << 16) | unit;
}
