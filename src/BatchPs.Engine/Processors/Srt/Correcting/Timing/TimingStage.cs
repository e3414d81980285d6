using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Runs T01 to T04, one cue after the other: those that are on correct, the others say what they would correct.</summary>
/// <remarks>A second run finds nothing to do: no correction changes the order of the cues, a correction that lets an earlier one become
/// possible goes back to it, and the cue before one that ends before its start is left, as S10 settles that one by its neighbours.</remarks>
internal sealed class TimingStage(SrtOptions options)
{
    private static readonly ITimingRule[] Rules = [new Overlap(), new TooShort(), new TooLong(), new SmallGap()];

    private readonly ITimingRule[] _on = [.. Rules.Where(rule => options.Rules.Has(rule.Rule))];

    /// <summary>Works on a document whose cues are sorted.</summary>
    public void Apply(SrtDocument document)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        for (var i = 0; i < cues.Length && _on.Length > 0;)
        {
            // What changed a cue may make room for a rule before it: on the cue itself, when T03 cut it, or on one that could not be freed from it.
            i = !Correct(document, cues, i) ? i + 1 : i > 0 && cues[i - 1].End > cues[i].Start ? i - 1 : i;
        }

        Report(document, cues);
    }

    private bool Correct(SrtDocument document, Span<Cue> cues, int i)
    {
        ref var cue = ref cues[i];
        if (cue.End <= cue.Start || TimingPlace.IsSound(cue.Start, cue.End, NextStart(document, cues, i), document.Profile))
        {
            return false;
        }

        var isChanged = false;
        foreach (var rule in _on)
        {
            var place = PlaceOf(document, cues, i);
            if (Find(rule, place) is { IsPossible: true } fix)
            {
                Correct(document, cues, i, rule, place, fix);
                isChanged = true;
            }
        }

        return isChanged;
    }

    private static void Correct(SrtDocument document, Span<Cue> cues, int i, ITimingRule rule, in TimingPlace place, in TimingFix fix)
    {
        ref var cue = ref cues[i];
        var isTold = document.Findings.Tells(DiagnosticSeverity.Information);
        var before = isTold ? document.TimingLineOf(cue) : [];
        cue.End = fix.End;
        cue.Flags &= ~CueFlags.Verbatim;
        var movesNext = fix.NextStart != place.NextStart;
        if (movesNext)
        {
            cues[i + 1].Start = fix.NextStart;
            cues[i + 1].Flags &= ~CueFlags.Verbatim;
        }

        if (!isTold)
        {
            document.Findings.CountCorrection(rule.Rule);
            return;
        }

        var message = rule.Describe(place) + (movesNext
            ? $"; both meet in the middle now, cue {cues[i + 1].Number} begins {fix.NextStart - place.NextStart} ms later."
            : $"; it ends {Math.Abs(fix.End - place.End)} ms {(fix.End < place.End ? "earlier" : "later")} now.");
        document.Findings.Corrected(
            rule.Rule, DiagnosticSeverity.Information, cue.TimingLine, 1, cue.Number, message, new Change(before, document.TimingLineOf(cue)));
    }

    /// <summary>What the rules that are on could not correct, and what the others would do one after the other, from where those left the times.</summary>
    private void Report(SrtDocument document, Span<Cue> cues)
    {
        var movedStart = -1L;
        for (var i = 0; i < cues.Length; i++)
        {
            ref readonly var cue = ref cues[i];
            var start = Math.Max(cue.Start, movedStart);
            var isMoved = start != cue.Start;
            movedStart = -1;
            if (cue.End <= start || TimingPlace.IsSound(start, cue.End, NextStart(document, cues, i), document.Profile))
            {
                continue;
            }

            var place = PlaceOf(document, cues, i);
            var wouldBe = isMoved ? place with { Start = start, LeastEnd = 0 } : place;
            foreach (var rule in Rules)
            {
                if (options.Rules.Has(rule.Rule))
                {
                    ReportLeft(document, cue, rule, place);
                    continue;
                }

                var fix = Find(rule, wouldBe);
                if (fix.IsPossible || (fix.IsFound && rule.Rule == SrtRule.T01))
                {
                    ReportOff(document, cue, rule, wouldBe, fix);
                }

                if (fix.IsPossible)
                {
                    movedStart = fix.NextStart != wouldBe.NextStart ? fix.NextStart : movedStart;
                    wouldBe = wouldBe with { End = fix.End, NextStart = fix.NextStart, Reach = wouldBe.Reach + fix.NextStart - wouldBe.NextStart };
                }
            }
        }
    }

    private static void ReportLeft(SrtDocument document, in Cue cue, ITimingRule rule, in TimingPlace place)
    {
        if (Find(rule, place).IsFound)
        {
            document.Findings.Reported(
                rule.Rule, rule.Rule == SrtRule.T01 ? DiagnosticSeverity.Error : DiagnosticSeverity.Information, cue.TimingLine, 1, cue.Number,
                rule.Describe(place) + "; the cues around it leave no room.");
        }
    }

    private static void ReportOff(SrtDocument document, in Cue cue, ITimingRule rule, in TimingPlace place, in TimingFix fix)
    {
        var change = fix.IsPossible && document.Findings.TellsAll
            ? new Change(
                document.TimingLineOf(cue with { Start = place.Start, End = place.End }),
                document.TimingLineOf(cue with { Start = place.Start, End = fix.End }))
            : default;
        document.Findings.Reported(
            rule.Rule, DiagnosticSeverity.Information, cue.TimingLine, 1, cue.Number, rule.Describe(place) + ".", change: change);
    }

    private static TimingFix Find(ITimingRule rule, in TimingPlace place) =>
        rule.Find(place) is var fix && fix.IsPossible && place.NextEnd < place.NextStart ? TimingFix.Impossible : fix;

    private static long NextStart(SrtDocument document, ReadOnlySpan<Cue> cues, int i) =>
        i + 1 < cues.Length ? cues[i + 1].Start : document.Around.NextStart;

    private TimingPlace PlaceOf(SrtDocument document, ReadOnlySpan<Cue> cues, int i)
    {
        ref readonly var cue = ref cues[i];
        var hasNext = i + 1 < cues.Length;
        var next = NextStart(document, cues, i);

        // D01 would merge the two in the next run when T02 brought them together.
        var keepsApart = hasNext && options.Rules.Has(SrtRule.D01) && RepeatedText.IsSame(document, cue, cues[i + 1]);
        return new TimingPlace(
            cue.Start, cue.End,
            LeastEnd: i > 0 && cues[i - 1].Start == cue.Start ? cues[i - 1].End : 0,
            next,
            NextEnd: hasNext ? cues[i + 1].End : next,
            AfterNext: hasNext ? NextStart(document, cues, i + 1) : next,
            Reach: next - Math.Max(document.Profile.GapMs, keepsApart ? RepeatedText.LargestGap + 1 : 0),
            document.Profile);
    }
}
