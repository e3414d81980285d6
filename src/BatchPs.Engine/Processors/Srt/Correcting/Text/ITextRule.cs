using System.Runtime.InteropServices;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>An opt-in rule on the text of one cue; immutable, shared by the cues of a worker.</summary>
internal interface ITextRule
{
    /// <summary>Its id.</summary>
    SrtRule Rule { get; }

    /// <summary>Whether a text may have work for the rule. Asked of every cue, so from the bytes and quickly; never false for a text that
    /// <see cref="Edit"/> has something to say of.</summary>
    /// <param name="utf8">The text as it stands now; its newline may be LF, CRLF or CR.</param>
    /// <param name="place">Where it stands.</param>
    bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place);

    /// <summary>Notes what the rule changes in a text, from its begin to its end.</summary>
    /// <param name="text">The text as it stands now; its newline is LF.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="edits">Takes the changes.</param>
    void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits);
}

/// <summary>Where a text stands, for rules that look around.</summary>
/// <param name="document">The document, its cues in the order of the output.</param>
/// <param name="index">Index of the text's cue.</param>
/// <param name="profile">The thresholds that hold.</param>
internal readonly ref struct TextPlace(SrtDocument document, int index, ScoreProfile profile)
{
    public SrtDocument Document { get; } = document;

    public int Index { get; } = index;

    public ScoreProfile Profile { get; } = profile;

    /// <summary>Language tag of the text in lower case, such as <c>fr</c> or <c>pt-br</c>; empty when it is not known.</summary>
    public string Language { get; init; } = "";

    /// <summary>The text as it stands now without its tags, as UTF-8; its newline may be LF, CRLF or CR.</summary>
    public ReadOnlySpan<byte> Bare { get; init; }

    /// <summary>The cue, with the shape of its text as it stands now.</summary>
    public readonly ref readonly Cue Cue => ref CollectionsMarshal.AsSpan(Document.Cues)[Index];

    /// <summary>Whether the text is in one of some languages, given without region.</summary>
    public readonly bool IsIn(params ReadOnlySpan<string> languages)
    {
        var dash = Language.IndexOf('-', StringComparison.Ordinal);
        var language = dash < 0 ? Language : Language.AsSpan(0, dash);
        foreach (var one in languages)
        {
            if (language.SequenceEqual(one))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the text before this one, in the order of the output, ends a sentence.</summary>
    public readonly bool FollowsSentenceEnd()
    {
        var cues = CollectionsMarshal.AsSpan(Document.Cues);
        var previous = Index - 1;
        while (previous >= 0 && cues[previous].Has(CueFlags.Dropped))
        {
            previous--;
        }

        return previous < 0 ? Document.Around.EndsSentence : SentenceEnd.EndsWith(Document.Text(cues[previous]));
    }
}
