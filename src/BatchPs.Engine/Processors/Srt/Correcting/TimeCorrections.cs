using System.Runtime.InteropServices;
using System.Text;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>S10 and S11: times that cannot be, and times that are missing.</summary>
/// <remarks>
/// Where a cue belongs follows from its place in the input: signs and missing times are settled there, before sorting. Ends
/// depend on the neighbours in the output and are settled after it; only so does a second run find nothing to do.
/// </remarks>
internal static class TimeCorrections
{
    /// <summary>Gap kept to the next cue: two frames at 24 fps (Netflix), in ms.</summary>
    public const int Gap = 83;

    /// <summary>Shortest duration given to a cue: 5/6 s (Netflix), in ms.</summary>
    public const int Shortest = 833;

    /// <summary>ms a character at 20 characters a second (Netflix).</summary>
    private const int MsPerCharacter = 50;

    /// <summary>In input order: drops or clamps signs, gives times to cues that have none; what fits nowhere is lost.</summary>
    public static void PlaceInInput(SrtDocument document)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        const CueFlags Unsettled = CueFlags.NoStart | CueFlags.NoEnd | CueFlags.NegativeStart | CueFlags.NegativeEnd;
        var nextStarts = NextStarts(cues, Unsettled);
        var previousEnd = document.Place.PreviousEnd;
        for (var i = 0; i < cues.Length && nextStarts.Length > 0; i++)
        {
            ref var cue = ref cues[i];
            if (cue.Has(CueFlags.NegativeStart | CueFlags.NegativeEnd))
            {
                SettleSign(document, ref cue, previousEnd, nextStarts[i]);
            }

            if (cue.Has(CueFlags.NoStart))
            {
                PlaceUntimed(document, ref cue, previousEnd, nextStarts[i]);
            }
            else if (cue.Has(CueFlags.NoEnd))
            {
                GiveEnd(document, ref cue, nextStarts[i]);
            }

            previousEnd = cue.Has(CueFlags.Lost) ? previousEnd : Math.Max(cue.Start, cue.End);
        }
    }

    /// <summary>In output order: ends that are not after their start.</summary>
    public static void SettleEnds(SrtDocument document)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var previousEnd = document.Around.PreviousEnd;
        for (var i = 0; i < cues.Length; i++)
        {
            ref var cue = ref cues[i];
            if (cue.End <= cue.Start)
            {
                SettleEnd(document, ref cue, previousEnd, i + 1 < cues.Length ? cues[i + 1].Start : document.Around.NextStart);
            }

            previousEnd = Math.Max(cue.Start, cue.End);
        }
    }

    private static void SettleEnd(SrtDocument document, ref Cue cue, long previousEnd, long nextStart)
    {
        if (!cue.Has(CueFlags.NoEnd) && cue.End < cue.Start && cue.End >= previousEnd && cue.Start <= nextStart)
        {
            var before = TimingBefore(document, cue);
            (cue.Start, cue.End) = (cue.End, cue.Start);
            Corrected(document, ref cue, SrtRule.S10, DiagnosticSeverity.Warning, before, "The end was before the start; they were swapped.");
        }
        else if (!GiveEnd(document, ref cue, nextStart))
        {
            document.Findings.Reported(
                cue.Has(CueFlags.NoEnd) ? SrtRule.S11 : SrtRule.S10, DiagnosticSeverity.Error, cue.TimingLine, 1, cue.Number,
                $"The end is not after the start in '{Encoding.UTF8.GetString(TimingBefore(document, cue))}', and the next cue leaves no room for another.");
            cue.Flags &= ~CueFlags.NoEnd;
        }
    }

    private static void SettleSign(SrtDocument document, ref Cue cue, long previousEnd, long nextStart)
    {
        var before = TimingBefore(document, cue);
        var fits = cue.Start < cue.End && cue.Start >= previousEnd && cue.End <= nextStart;
        if (!fits)
        {
            cue.Start = Math.Max(0, cue.SignedStart);
            cue.End = Math.Max(0, cue.SignedEnd);
        }

        cue.Flags &= ~(CueFlags.NegativeStart | CueFlags.NegativeEnd);
        Corrected(document, ref cue, SrtRule.S10, DiagnosticSeverity.Error, before, fits
            ? "A time was negative; its sign was dropped, as the cue then fits its neighbours."
            : "A time was negative and does not fit its neighbours without the sign; it became 0.");
    }

    private static void PlaceUntimed(SrtDocument document, ref Cue cue, long previousEnd, long nextStart)
    {
        var start = previousEnd + Gap;
        var end = EndFor(start, cue.Shape.Characters, nextStart);
        if (end <= start)
        {
            cue.Flags |= CueFlags.Lost;
            var text = document.Quote(cue.TextOffset, cue.TextLength);
            document.Findings.Reported(
                SrtRule.S11, DiagnosticSeverity.Error, cue.Line, 1, cue.Number,
                $"The cue has no usable timing line and fits nowhere; its text was left out: '{text}'.",
                change: new Change(document.Text(cue), default));
            return;
        }

        var before = TimingBefore(document, cue);
        cue.Start = start;
        cue.End = end;
        cue.Flags &= ~(CueFlags.NoStart | CueFlags.Unreadable);
        Corrected(document, ref cue, SrtRule.S11, DiagnosticSeverity.Error, before, cue.TimingLength == 0
            ? "The cue had no timing line; it was placed after the cue before it."
            : $"Timing line '{Timing(document, cue)}' cannot be read; the cue was placed after the cue before it.");
    }

    private static bool GiveEnd(SrtDocument document, ref Cue cue, long nextStart)
    {
        var end = EndFor(cue.Start, cue.Shape.Characters, nextStart);
        if (end <= cue.Start)
        {
            return false;
        }

        var before = TimingBefore(document, cue);
        var missing = cue.Has(CueFlags.NoEnd);
        cue.End = end;
        cue.Flags &= ~CueFlags.NoEnd;
        Corrected(
            document, ref cue, missing ? SrtRule.S11 : SrtRule.S10, missing ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
            before,
            missing
                ? $"Timing line '{Timing(document, cue)}' has no usable end; the cue lasts {end - cue.Start} ms now."
                : $"The end was not after the start; the cue lasts {end - cue.Start} ms now.");
        return true;
    }

    private static string Timing(SrtDocument document, in Cue cue) => document.Quote(cue.TimingOffset, cue.TimingLength);

    /// <summary>min(start + max(833, ceil(characters * 1000 / 20)), next start - 83).</summary>
    private static long EndFor(long start, int characters, long nextStart) =>
        Math.Min(start + Math.Max(Shortest, (long)characters * MsPerCharacter), nextStart - Gap);

    /// <summary>The timing line as it stands: as it was read while times are missing, and none when there is none.</summary>
    private static byte[] TimingBefore(SrtDocument document, in Cue cue) => cue.Has(CueFlags.NoStart | CueFlags.NoEnd)
        ? document.Bytes(cue.TimingOffset, cue.TimingLength).ToArray()
        : document.TimingLineOf(cue);

    private static void Corrected(
        SrtDocument document, ref Cue cue, SrtRule rule, DiagnosticSeverity severity, byte[] before, string message)
    {
        cue.Flags &= ~CueFlags.Verbatim;
        document.Findings.Corrected(rule, severity, cue.TimingLine, 1, cue.Number, message, new Change(before, document.TimingLineOf(cue)));
    }

    /// <summary>For each cue the start of the next that has one and no sign; empty when no cue needs it.</summary>
    private static long[] NextStarts(ReadOnlySpan<Cue> cues, CueFlags unsettled)
    {
        var any = CueFlags.None;
        foreach (ref readonly var cue in cues)
        {
            any |= cue.Flags & unsettled;
        }

        if (any == CueFlags.None)
        {
            return [];
        }

        var starts = new long[cues.Length];
        var next = long.MaxValue;
        for (var i = cues.Length - 1; i >= 0; i--)
        {
            starts[i] = next;
            next = cues[i].Has(CueFlags.NoStart | CueFlags.NegativeStart) ? next : cues[i].Start;
        }

        return starts;
    }
}
