using System.Runtime.InteropServices;
using System.Text;
using BatchPs.Engine.Processors.Encodings;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Runs the opt-in rules on the texts, one cue after the other: those that are on change it, then all say what still stands.</summary>
internal sealed class TextStage
{
    /// <summary>Bytes of the longest text that is looked at. A cue has some hundred; rules look around each place, which a line of megabytes does not bear.</summary>
    internal const int LongestText = 16 * 1024;

    // Rounds that do not make a text shorter; those that do come to an end by themselves.
    private const int MaxRounds = 5;

    private readonly ITextRule[] _rules;
    private readonly ITextRule[] _correcting;
    private readonly string _language;
    private readonly TextEdits _edits = new();
    private readonly ByteBuffer _bare = new();
    private CueText _text = new();
    private CueText _changed = new();
    private bool _isLoaded;

    /// <param name="rules">The rules that have something to do, in order.</param>
    /// <param name="options">Says which of them correct.</param>
    public TextStage(IReadOnlyList<ITextRule> rules, SrtOptions options)
    {
        _rules = [.. rules];
        _correcting = [.. rules.Where(rule => options.Rules.Has(rule.Rule))];
        _language = options.Language is "auto" or "none" ? "" : options.Language;
    }

    /// <summary>Works on every cue of a document that is sorted; a cue that has nothing visible after it is dropped.</summary>
    public void Apply(SrtDocument document, ScoreProfile profile)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var dropped = false;
        for (var i = 0; i < cues.Length; i++)
        {
            _isLoaded = false;
            if (cues[i].TextLength > LongestText)
            {
                ReportLong(document, cues[i]);
                continue;
            }

            if (_correcting.Length > 0)
            {
                Settle(document, ref cues[i], i, profile);
            }

            if (cues[i].Has(CueFlags.Dropped))
            {
                dropped = true;
            }
            else
            {
                Report(document, cues[i], i, profile);
            }
        }

        if (dropped)
        {
            document.Cues.RemoveAll(static cue => cue.Has(CueFlags.Dropped));
        }
    }

    private void ReportLong(SrtDocument document, in Cue cue)
    {
        if (_correcting.Length > 0)
        {
            document.Findings.Reported(_correcting[0].Rule, DiagnosticSeverity.Warning, cue.TextLine, 1, cue.Number, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The text has {cue.TextLength} bytes and was left as it is; the opt-in rules on texts take up to {LongestText}."));
        }
    }

    /// <summary>Corrects until no rule changes anything: what one leaves may be work for one before it.</summary>
    private void Settle(SrtDocument document, ref Cue cue, int index, ScoreProfile profile)
    {
        for (var rounds = 0; rounds < MaxRounds;)
        {
            var length = cue.TextLength;
            var changed = false;
            foreach (var rule in _correcting)
            {
                changed |= Correct(document, ref cue, index, profile, rule);
                if (cue.Has(CueFlags.Dropped))
                {
                    return;
                }
            }

            if (!changed)
            {
                return;
            }

            rounds += cue.TextLength < length ? 0 : 1;
        }
    }

    /// <summary>Lets one rule correct, and again as long as that makes the text shorter: a tag within a tag, a word twice.</summary>
    private bool Correct(SrtDocument document, ref Cue cue, int index, ScoreProfile profile, ITextRule rule)
    {
        var changed = false;
        while (Find(document, cue, rule, Place(document, cue, index, profile)) && TryChange(document, ref cue, rule.Rule, out var isShorter))
        {
            changed = true;
            if (!isShorter || cue.Has(CueFlags.Dropped))
            {
                break;
            }
        }

        return changed;
    }

    private void Report(SrtDocument document, in Cue cue, int index, ScoreProfile profile)
    {
        var place = Place(document, cue, index, profile);
        foreach (var rule in _rules)
        {
            if (!Find(document, cue, rule, place))
            {
                continue;
            }

            foreach (var edit in _edits.All)
            {
                Tell(document, cue, rule.Rule, edit, isCorrected: false);
            }
        }
    }

    private TextPlace Place(SrtDocument document, in Cue cue, int index, ScoreProfile profile)
    {
        var bare = document.Text(cue);
        if (cue.Shape.HasTags)
        {
            _bare.Clear();
            _bare.Advance(Tags.Strip(bare, _bare.Reserve(bare.Length)));
            bare = _bare.Span;
        }

        return new TextPlace(document, index, profile) { Language = _language, Bare = bare };
    }

    /// <summary>Asks a rule what it has to say of a text.</summary>
    private bool Find(SrtDocument document, in Cue cue, ITextRule rule, in TextPlace place)
    {
        if (!rule.MayConcern(document.Text(cue), place))
        {
            return false;
        }

        if (!_isLoaded)
        {
            _text.Load(document, cue);
            _isLoaded = true;
        }

        _edits.Clear();
        rule.Edit(_text.Span, place, _edits);
        return _edits.All.Count > 0;
    }

    /// <summary>Makes the changes that were found, unless a line would then be read as a timing line, or words would become a tag.</summary>
    private bool TryChange(SrtDocument document, ref Cue cue, SrtRule rule, out bool isShorter)
    {
        isShorter = false;
        if (!_edits.All.Any(edit => edit.With is not null))
        {
            return false;
        }

        _changed.Take(_text, _edits.All);
        var room = document.Content.Reserve(Encoding.UTF8.GetMaxByteCount(_changed.Length));
        var length = Encoding.UTF8.GetBytes(_changed.Span, room);
        if (TimingInText.IsIn(room[..length]) || (!MayChangeTags(rule) && !Tags.AreSame(_text.Span, _changed.Span)))
        {
            return false;
        }

        foreach (var edit in _edits.All)
        {
            if (edit.With is not null)
            {
                Tell(document, cue, rule, edit, isCorrected: true);
            }
        }

        isShorter = length < cue.TextLength;
        Store(document, ref cue, length);
        (_text, _changed) = (_changed, _text);
        return true;
    }

    private static bool MayChangeTags(SrtRule rule) => rule is SrtRule.M01 or SrtRule.M02 or SrtRule.M03 or SrtRule.M04 or SrtRule.G01;

    private void Tell(SrtDocument document, in Cue cue, SrtRule rule, TextEdit edit, bool isCorrected)
    {
        var findings = document.Findings;
        if (isCorrected && !findings.Tells(DiagnosticSeverity.Information))
        {
            findings.CountCorrection(rule);
            return;
        }

        var origin = Math.Max(_text.Origin(edit.Place), cue.SourceOffset);
        var line = cue.TextLine + LineCursor.CountNewlines(document.Bytes(cue.SourceOffset, origin - cue.SourceOffset));
        var column = document.Column(origin, line);
        var before = Encoding.UTF8.GetBytes(_text.Span.Slice(edit.Start, edit.Length).ToString());
        var change = edit.With is null ? default : new Change(before, Encoding.UTF8.GetBytes(edit.With));
        if (isCorrected)
        {
            findings.Corrected(rule, DiagnosticSeverity.Information, line, column, cue.Number, edit.Message, change);
        }
        else
        {
            findings.Reported(rule, DiagnosticSeverity.Information, line, column, cue.Number, edit.Message, change: change);
        }
    }

    /// <summary>Takes the text that was written behind the content into use.</summary>
    private static void Store(SrtDocument document, ref Cue cue, int length)
    {
        cue.TextOffset = document.Content.Length;
        cue.TextLength = length;
        document.Content.Advance(length);
        cue.Flags &= ~CueFlags.Verbatim;
        cue.Shape = TextShape.Of(document.Text(cue));
        if (!cue.Shape.Visible)
        {
            cue.Flags |= CueFlags.Dropped;
            document.Findings.Corrected(
                SrtRule.S08, DiagnosticSeverity.Warning, cue.Line, 1, cue.Number, "The cue has no visible text left and was dropped.");
        }
    }
}
