namespace BatchPs.Engine.Processors.Srt;

/// <summary>A text without its tags, and where in the text each character of it stands: for rules to which tags are transparent.</summary>
internal readonly ref struct BareText
{
    private readonly ReadOnlySpan<char> _text;

    // Null when the text has no tags.
    private readonly int[]? _places;

    public BareText(ReadOnlySpan<char> text)
    {
        Span = _text = text;
        var at = 0;
        var count = 0;
        char[]? chars = null;
        while (Tags.TryFind(text, at, out var start, out var length))
        {
            chars ??= new char[text.Length];
            _places ??= new int[text.Length];
            for (; at < start; at++)
            {
                chars[count] = text[at];
                _places[count++] = at;
            }

            at = start + length;
        }

        for (; chars is not null && at < text.Length; at++)
        {
            chars[count] = text[at];
            _places![count++] = at;
        }

        Span = chars is null ? text : chars.AsSpan(0, count);
    }

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Span { get; }

    /// <summary>Where a character stands in the text.</summary>
    public int PlaceOf(int at) => _places?[at] ?? at;

    /// <summary>Notes that characters are replaced; the tags between them stay, behind what is put there.</summary>
    public void Replace(TextEdits edits, int start, int length, string with, string message)
    {
        var first = PlaceOf(start);
        var text = _text[first..(PlaceOf(start + length - 1) + 1)];
        for (var at = 0; Tags.TryFind(text, at, out var tag, out var tagLength); at = tag + tagLength)
        {
            with += text.Slice(tag, tagLength).ToString();
        }

        edits.Replace(first, text.Length, with, message);
    }

    /// <summary>Notes that something is put in right behind a character.</summary>
    public void InsertAfter(TextEdits edits, int at, string with, string message) => edits.Replace(PlaceOf(at) + 1, 0, with, message);
}
