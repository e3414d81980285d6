namespace BatchPs.Engine.Processors.Srt;

/// <summary>W01: a text with a line that is too long, or with too many, is broken anew into as few lines as hold it.</summary>
internal sealed class RewrapLines : ITextRule
{
    public SrtRule Rule => SrtRule.W01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place)
    {
        var shape = place.Cue.Shape;
        return shape.LongestLine > place.Profile.LineLength || shape.Lines > place.Profile.Lines;
    }

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        var profile = place.Profile;
        var shape = place.Cue.Shape;
        var problem = shape.LongestLine > profile.LineLength
            ? $"A line has {shape.LongestLine} characters; at most {profile.LineLength} are expected."
            : $"The text has {shape.Lines} lines; at most {profile.Lines} are expected.";
        var bare = new BareText(text);
        var line = bare.Span;
        var canJoin = LineLayout.CanJoin(line) && !LineLayout.HasSpeakers(line, 1);
        var joined = line.ToString().Replace('\n', ' ');
        if (!canJoin || LineBreaks.Of(joined, profile.LineLength, profile.Lines) is not { } breaks)
        {
            edits.Report(0, text.Length, problem + " It cannot be rewrapped.");
            return;
        }

        var rewrapped = text.ToString().Replace('\n', ' ').ToCharArray();
        foreach (var at in breaks)
        {
            rewrapped[bare.PlaceOf(at)] = '\n';
        }

        var first = text.CommonPrefixLength(rewrapped);
        var length = text.Length - first;
        while (length > 0 && text[first + length - 1] == rewrapped[first + length - 1])
        {
            length--;
        }

        edits.Replace(first, length, new string(rewrapped, first, length), problem);
    }
}
