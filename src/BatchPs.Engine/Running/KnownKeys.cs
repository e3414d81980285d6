using System.Collections;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Running;

/// <summary>Finds the items of a journal by their keys, each once; equal keys in the order of their items.</summary>
/// <remarks>Inputs mostly come again in the order in which they were read: then only a bit an item is kept. The first that does not
/// makes a table of all that are left, about 50 bytes an item.</remarks>
internal sealed class KnownKeys(JournalState journal)
{
    private readonly BitArray _used = new(journal.Count);
    private Dictionary<UInt128, int>? _first;
    private int[] _next = [];
    private int _lowest;

    /// <summary>Finds the first item of a key that was not found before.</summary>
    internal bool TryFind(string key, out int index)
    {
        while (_lowest < journal.Count && (_used[_lowest] || !journal.HasKey(_lowest)))
        {
            _lowest++;
        }

        index = _lowest == journal.Count ? -1 : journal.KeyIs(_lowest, key) ? _lowest : Look(key);
        if (index >= 0)
        {
            _used[index] = true;
        }

        return index >= 0;
    }

    private int Look(string key)
    {
        Dictionary<UInt128, int> first = _first ??= Tabulate();
        UInt128 hash = PathHash.Of(key);
        int index = first.GetValueOrDefault(hash, -1);
        while (index >= 0 && _used[index])
        {
            index = _next[index - (journal.Count - _next.Length)];
        }

        if (index >= 0)
        {
            first[hash] = index;
        }

        return index;
    }

    // From the end, so that each key leads to its first item and that to the next.
    private Dictionary<UInt128, int> Tabulate()
    {
        int left = journal.Count - _lowest;
        var first = new Dictionary<UInt128, int>(left);
        _next = new int[left];
        for (int index = journal.Count - 1; index >= _lowest; index--)
        {
            if (journal.HasKey(index))
            {
                UInt128 hash = PathHash.Of(journal.KeyOf(index));
                _next[index - _lowest] = first.GetValueOrDefault(hash, -1);
                first[hash] = index;
            }
        }

        return first;
    }
}
