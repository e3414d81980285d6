namespace BatchPs.Engine.Journal;

/// <summary>The bad places of a journal, as its reading comes by them: neighbours of one kind are one place.</summary>
internal sealed class DamageLog
{
    private readonly List<Place> _places = [];

    // Numbers that no record had so far, in order.
    private readonly List<Gap> _gaps = [];
    private int _settled;

    private enum Kind
    {
        Unreadable,
        Torn,
        LostNewline,
        Double,
        Late,
    }

    /// <summary>Whether there is more than a torn tail.</summary>
    internal bool IsCorrupt => _settled > 0 || _gaps.Count > 0;

    internal long LostRecords => _gaps.Sum(gap => gap.Last - gap.First + 1);

    /// <summary>Bytes that are no record.</summary>
    internal void AddUnreadable(long offset, long length, bool isLine) => Add(isLine ? Kind.Unreadable : Kind.Torn, offset, length, number: 0);

    /// <summary>Two records without a newline between them.</summary>
    internal void AddLostNewline(long offset, long length)
    {
        Add(Kind.LostNewline, offset, length, number: 0);
        Settle();
    }

    /// <summary>A record behind one with a higher number: its double was read, or it is late.</summary>
    internal void AddMisplaced(long offset, long length, long number, bool isLate)
    {
        Add(isLate ? Kind.Late : Kind.Double, offset, length, number);
        Settle();
    }

    /// <summary>Numbers that should stand before an offset.</summary>
    internal void AddGap(long offset, long first, long last) => _gaps.Add(new Gap(offset, first, last));

    /// <summary>A valid line follows: what was noted so far is no torn tail.</summary>
    internal void Settle() => _settled = _places.Count;

    /// <summary>Takes a number out of those that are missing.</summary>
    /// <returns>False when it was not missing.</returns>
    internal bool TryFind(long number)
    {
        int at = _gaps.FindIndex(gap => gap.First <= number && number <= gap.Last);
        if (at < 0)
        {
            return false;
        }

        Gap gap = _gaps[at];
        _gaps.RemoveAt(at);
        if (number < gap.Last)
        {
            _gaps.Insert(at, gap with { First = number + 1 });
        }

        if (gap.First < number)
        {
            _gaps.Insert(at, gap with { Last = number - 1 });
        }

        return true;
    }

    /// <summary>All places, by offset.</summary>
    internal IReadOnlyList<JournalDamage> List()
    {
        // What is missing right behind bad bytes is what they were.
        ILookup<long, Gap> missing = _gaps.ToLookup(gap => gap.Offset);
        HashSet<long> told = [];
        var list = new List<JournalDamage>();
        foreach (Place place in _places)
        {
            string lost = "";
            if (place.Kind == Kind.Unreadable && missing.Contains(place.End) && told.Add(place.End))
            {
                lost = $"; {string.Join("; ", missing[place.End].Select(Text))}";
            }

            list.Add(new JournalDamage(place.Offset, place.Length, Text(place) + lost) { IsUnreadable = place.Kind is Kind.Unreadable or Kind.Torn });
        }

        list.AddRange(_gaps.Where(gap => !told.Contains(gap.Offset)).Select(gap => new JournalDamage(gap.Offset, 0, Text(gap))));
        list.Sort((one, other) => one.Offset.CompareTo(other.Offset));
        return list;
    }

    private void Add(Kind kind, long offset, long length, long number)
    {
        if (_places.Count > 0 && _places[^1] is { } last && last.Kind == kind && last.End == offset && kind != Kind.LostNewline)
        {
            _places[^1] = last with { Length = last.Length + length, Lines = last.Lines + 1 };
        }
        else
        {
            _places.Add(new Place(kind, offset, length, 1, number));
        }
    }

    private static string Text(Place place) => place switch
    {
        { Kind: Kind.Torn } => "the last line does not end",
        { Kind: Kind.LostNewline } => "the newline between two records is lost",
        { Kind: Kind.Unreadable, Lines: 1 } => "a line whose checksum does not fit",
        { Kind: Kind.Unreadable } => System.FormattableString.Invariant($"{place.Lines} lines whose checksum does not fit"),
        { Kind: Kind.Double, Lines: 1 } => System.FormattableString.Invariant($"record {place.Number} stands twice"),
        { Kind: Kind.Double } => System.FormattableString.Invariant($"{place.Lines} records stand twice, the first is record {place.Number}"),
        { Lines: 1 } => System.FormattableString.Invariant($"record {place.Number} stands behind a later one"),
        _ => System.FormattableString.Invariant($"{place.Lines} records stand behind later ones, the first is record {place.Number}"),
    };

    private static string Text(Gap gap) => gap.First == gap.Last
        ? System.FormattableString.Invariant($"record {gap.First} is missing")
        : System.FormattableString.Invariant($"records {gap.First} to {gap.Last} are missing");

    private readonly record struct Gap(long Offset, long First, long Last);

    private sealed record Place(Kind Kind, long Offset, long Length, int Lines, long Number)
    {
        internal long End => Offset + Length;
    }
}
