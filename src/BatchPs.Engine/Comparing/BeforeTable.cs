using System.Collections;
using BatchPs.Engine.Journal;

namespace BatchPs.Engine.Comparing;

/// <summary>The items of the run before, to be found by those of the run now: about 130 bytes an item.</summary>
internal sealed class BeforeTable
{
    private readonly ItemDigest[] _items;
    private readonly Dictionary<UInt128, int> _places;
    private readonly BitArray _known;
    private readonly BitArray _found;

    /// <param name="journal">The journal, which is read once.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal BeforeTable(JournalState journal, CancellationToken cancellation)
    {
        _items = new ItemDigest[journal.Count];
        _places = new Dictionary<UInt128, int>(journal.Count);
        _known = new BitArray(journal.Count);
        _found = new BitArray(journal.Count);
        for (int index = 0; index < journal.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (journal.HasKey(index))
            {
                _items[index] = journal.ReadDigest(index);
                _known[index] = true;
                UInt128 key = _items[index].Key;
                while (!_places.TryAdd(key, index))
                {
                    key++;
                }
            }
            else
            {
                Lost++;
            }
        }
    }

    /// <summary>Items of which nothing is known but that they were.</summary>
    internal long Lost { get; }

    internal ItemDigest this[int index] => _items[index];

    /// <summary>Finds the item of an identity; of several the first that was not found yet. -1 when there is none.</summary>
    internal int Find(UInt128 key)
    {
        for (; _places.TryGetValue(key, out int index); key++)
        {
            if (!_found[index])
            {
                _found[index] = true;
                return index;
            }
        }

        return -1;
    }

    /// <summary>The items that were not found.</summary>
    internal IEnumerable<int> NotFound() => Enumerable.Range(0, _items.Length).Where(index => _known[index] && !_found[index]);
}
