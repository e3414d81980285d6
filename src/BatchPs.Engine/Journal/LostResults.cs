using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;

namespace BatchPs.Engine.Journal;

/// <summary>Finds the items of a damaged journal that may have lost their result.</summary>
/// <remarks>What is left of a damaged line mostly tells of which item it was. Where a line does not, or is gone, it may have been
/// any item's that has no result: in a run that had finished these are the lost ones exactly.</remarks>
internal sealed class LostResults(JournalState journal)
{
    // The fields that tell come first; output values may be long.
    private const int MostRead = 64 * 1024;

    private readonly SortedSet<int> _items = [];
    private long _told;

    /// <summary>Indexes of the items, in order.</summary>
    internal IEnumerable<int> Find()
    {
        byte[] buffer = new byte[MostRead];
        foreach (JournalDamage place in journal.Condition.Damage.Where(place => place.IsUnreadable))
        {
            int length = journal.ReadBytes(place.Offset, buffer.AsSpan(0, (int)Math.Min(place.Length, MostRead)));
            bool isTail = place.Offset >= journal.Condition.ValidEnd;
            foreach (Range line in buffer.AsSpan(0, length).Split((byte)'\n'))
            {
                _told += Tells(buffer.AsSpan(0, length)[line]) && !isTail ? 1 : 0;
            }
        }

        return _told >= journal.Condition.LostRecords
            ? _items
            : Enumerable.Range(0, journal.Count).Where(index => journal.StatusOf(index) is null);
    }

    /// <summary>What an item is called: its identity, or its place where that is lost.</summary>
    internal string NameOf(int index) => journal.HasItem(index) ? journal.ReadItem(index).Key : System.FormattableString.Invariant($"#{index}");

    /// <summary>Whether the rest of a record says what it was; notes its item when that has no result.</summary>
    private bool Tells(ReadOnlySpan<byte> rest)
    {
        int at = rest.IndexOf(",\"t\":\""u8);
        if (at < 0 || rest.Length < at + 9 || !rest[(at + 7)..].StartsWith("\","u8))
        {
            return false;
        }

        ReadOnlySpan<byte> fields = rest[(at + 9)..];
        switch (rest[at + 6])
        {
            case (byte)'i' or (byte)'r':
                return TellsItem(fields);
            default:
                // The letter alone may be what has changed.
                return fields.StartsWith("\"v\":"u8) || fields.StartsWith("\"pid\":"u8) || fields.StartsWith("\"count\":"u8)
                    || fields.StartsWith("\"a\":"u8) || fields.StartsWith("\"b\":"u8) || fields.StartsWith("\"end\":"u8) || fields.StartsWith("\"sample\":"u8)
                    || fields.StartsWith("\"lost\":"u8) || fields.StartsWith("\"time\":"u8);
        }
    }

    private bool TellsItem(ReadOnlySpan<byte> fields)
    {
        if (!fields.StartsWith("\"x\":"u8) || !Utf8Parser.TryParse(fields[4..], out int index, out int digits)
            || index < 0 || index >= journal.Count)
        {
            return false;
        }

        // The number and the name must fit, where the name is known: one of them may be what has changed.
        if (journal.HasItem(index))
        {
            string name = JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(journal.ReadItem(index).Key);
            if (!fields[(4 + digits)..].StartsWith(Encoding.UTF8.GetBytes($",\"p\":\"{name}\"")))
            {
                return false;
            }
        }

        if (journal.StatusOf(index) is null)
        {
            _items.Add(index);
        }

        return true;
    }
}
