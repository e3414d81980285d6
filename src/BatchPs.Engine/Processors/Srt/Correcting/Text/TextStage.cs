using System.Runtime.InteropServices;
using System.Text;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Runs the opt-in rules on the texts, one cue after the other: those that are on change it, the others say what they would change.</summary>
internal sealed class TextStage(IReadOnlyList<ITextRule> rules, SrtOptions options)
{
    private readonly CueText _text = new();
    private readonly TextEdits _edits = new();

    /// <summary>Works on every cue of a document that is sorted; a cue that has nothing visible after it is dropped.</summary>
    public void Apply(SrtDocument document, ScoreProfile profile)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var dropped = false;
        for (var i = 0; i < cues.Length; i++)
        {
            Apply(document, ref cues[i], new TextPlace(document, i, profile));
            dropped |= cues[i].Has(CueFlags.Dropped);
        }

        if (dropped)
        {
            document.Cues.RemoveAll(static cue => cue.Has(CueFlags.Dropped));
        }
    }

    private void Apply(SrtDocument document, ref Cue cue, in TextPlace place)
    {
        var isLoaded = false;
        foreach (var rule in rules)
        {
            if (!rule.MayConcern(document.Text(cue), place))
            {
                continue;
            }

            if (!isLoaded)
            {
                _text.Load(document, cue);
                isLoaded = true;
            }

            _edits.Clear();
            rule.Edit(_text.Span, place, _edits);
            var isOn = options.Rules.Has(rule.Rule);
            var changes = false;
            foreach (var edit in _edits.All)
            {
                Tell(document, cue, rule.Rule, edit, isOn && edit.With is not null);
                changes |= isOn && edit.With is not null;
            }

            if (changes)
            {
                _text.Apply(_edits.All);
                Store(document, ref cue);
            }
        }
    }

    private void Tell(SrtDocument document, in Cue cue, SrtRule rule, TextEdit edit, bool isCorrected)
    {
        var findings = document.Findings;
        if (isCorrected && !findings.Tells(DiagnosticSeverity.Information))
        {
            findings.Corrected(rule, DiagnosticSeverity.Information, cue.Line, 1, cue.Number, "");
            return;
        }

        var origin = Math.Max(_text.Origin(edit.Start), cue.SourceOffset);
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

    private void Store(SrtDocument document, ref Cue cue)
    {
        var room = document.Content.Reserve(Encoding.UTF8.GetMaxByteCount(_text.Length));
        cue.TextOffset = document.Content.Length;
        cue.TextLength = Encoding.UTF8.GetBytes(_text.Span, room);
        document.Content.Advance(cue.TextLength);
        cue.Flags &= ~CueFlags.Verbatim;
        cue.Shape = TextShape.Of(document.Text(cue));
        if (!cue.Shape.Visible)
        {
            cue.Flags |= CueFlags.Dropped;
        }
    }
}
