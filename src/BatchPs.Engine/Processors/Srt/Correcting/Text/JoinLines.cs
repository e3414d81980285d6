namespace BatchPs.Engine.Processors.Srt;

/// <summary>W02: two lines that are short enough for one become one.</summary>
internal sealed class JoinLines : ITextRule
{
    private const int Longest = 33;

    public SrtRule Rule => SrtRule.W02;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        var shape = place.Cue.Shape;
        return shape.Lines == 2 && shape.Characters + 1 <= Math.Min(Longest, place.Profile.LineLength);
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var bare = new BareText(text);
        var line = bare.Span;
        var newline = line.IndexOf('\n');
        if (newline > 0 && LineLayout.CanJoin(line) && !LineLayout.HasSpeakers(line, 0) && !LineLayout.HasSounds(line))
        {
            var length = place.Cue.Shape.Characters + 1;
            bare.Replace(edits, newline, 1, " ", $"The two lines have {length} characters together.");
        }
    }
}
