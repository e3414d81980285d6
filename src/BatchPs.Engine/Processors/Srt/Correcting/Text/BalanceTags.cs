namespace BatchPs.Engine.Processors.Srt;

/// <summary>M01: each tag i, b and u gets its other half, so that the text looks as players show it already: what is never closed is
/// closed at the end of the text; what closes nothing, opens what is open or has nothing behind it is taken out.</summary>
internal sealed class BalanceTags : ITextRule
{
    private const string Names = "ibu";

    public SrtRule Rule => SrtRule.M01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        if (!place.Cue.Shape.HasTags)
        {
            return false;
        }

        Span<int> open = stackalloc int[Names.Length];
        for (var at = 0; Tags.TryFind(utf8, at, out var start, out var length); at = start + length)
        {
            var closes = utf8[start + 1] == '/';
            var kind = Kind(length, closes, (char)utf8[start + (closes ? 2 : 1)]);
            if (kind >= 0 && (open[kind] += closes ? -1 : 1) < 0)
            {
                return true;
            }
        }

        return open.ContainsAnyExcept(0);
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var halves = new List<Half>();
        var lastVisible = -1;
        var at = 0;
        while (Tags.TryFind(text, at, out var start, out var length))
        {
            lastVisible = LastVisible(text, at, start) is >= 0 and var seen ? seen : lastVisible;
            var closes = text[start + 1] == '/';
            if (Kind(length, closes, text[start + (closes ? 2 : 1)]) is >= 0 and var kind)
            {
                halves.Add(new Half(start, length, kind, closes));
            }

            at = start + length;
        }

        lastVisible = LastVisible(text, at, text.Length) is >= 0 and var last ? last : lastVisible;
        for (var kind = 0; kind < Names.Length; kind++)
        {
            Settle(halves, kind, lastVisible);
        }

        foreach (var half in halves.Where(half => half.Fate == Fate.TakenOut))
        {
            edits.Replace(half.Start, half.Length, "", Message(text, half));
        }

        foreach (var half in Enumerable.Reverse(halves).Where(half => half.Fate == Fate.Closed))
        {
            edits.Replace(text.Length, 0, $"</{text[half.Start + 1]}>", Message(text, half), half.Start);
        }
    }

    /// <summary>Pairs the tags of a kind, the first open one with each that closes, and decides what becomes of the rest.</summary>
    private static void Settle(List<Half> halves, int kind, int lastVisible)
    {
        var open = new Queue<Half>();
        foreach (var half in halves.Where(half => half.Kind == kind))
        {
            if (!half.Closes)
            {
                half.Inside = open.Count > 0 ? open.Peek() : null;
                open.Enqueue(half);
            }
            else if (!open.TryDequeue(out _))
            {
                half.Fate = Fate.TakenOut;
            }
        }

        foreach (var half in open)
        {
            var isOpenAlready = half.Inside is { Fate: not Fate.TakenOut };
            half.Fate = isOpenAlready || half.Start > lastVisible ? Fate.TakenOut : Fate.Closed;
        }
    }

    /// <summary>Which of the tags it is; -1 for others.</summary>
    private static int Kind(int length, bool closes, char name) =>
        length == (closes ? 4 : 3) ? Names.IndexOf(char.ToLowerInvariant(name), StringComparison.Ordinal) : -1;

    private static int LastVisible(ReadOnlySpan<char> text, int from, int to)
    {
        var last = text[from..to].LastIndexOfAnyExcept(" \n\u00A0");
        return last < 0 ? -1 : from + last;
    }

    private static string Message(ReadOnlySpan<char> text, Half half) => $"Tag {text.Slice(half.Start, half.Length)} has no other half in its cue.";

    private enum Fate
    {
        Stays,
        TakenOut,
        Closed,
    }

    private sealed class Half(int start, int length, int kind, bool closes)
    {
        public int Start { get; } = start;

        public int Length { get; } = length;

        public int Kind { get; } = kind;

        public bool Closes { get; } = closes;

        /// <summary>The one of its kind that was open where this one opens.</summary>
        public Half? Inside { get; set; }

        public Fate Fate { get; set; }
    }
}
