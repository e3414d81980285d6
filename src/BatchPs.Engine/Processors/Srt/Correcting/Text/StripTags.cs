namespace BatchPs.Engine.Processors.Srt;

/// <summary>M02 takes out font tags, M03 <c>{\...}</c>, M04 all tags.</summary>
internal sealed class StripTags(SrtRule rule) : ITextRule
{
    public SrtRule Rule { get; } = rule;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place) => place.Cue.Shape.HasTags;

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        for (var at = 0; Tags.TryFind(text, at, out var start, out var length); at = start + length)
        {
            var tag = text.Slice(start, length);
            if (Takes(tag))
            {
                edits.Replace(start, length, "", $"Tag {tag} was taken out.");
            }
        }
    }

    private bool Takes(ReadOnlySpan<char> tag) => Rule switch
    {
        SrtRule.M02 => Tags.NameOf(tag).Equals("font", StringComparison.OrdinalIgnoreCase),
        SrtRule.M03 => tag[0] == '{',
        _ => true,
    };
}
