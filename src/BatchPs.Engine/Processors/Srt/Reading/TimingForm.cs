using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>S04: a readable timing line not written as <c>HH:MM:SS,mmm --> HH:MM:SS,mmm</c>. E01: one that cannot be read.</summary>
internal static class TimingForm
{
    /// <summary>Whether a complete timing line is what would be written for its times, coordinates after it allowed.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> line, in TimingLine timing, long start, long end)
    {
        Span<byte> canonical = stackalloc byte[TimingLine.MaxLength];
        canonical = canonical[..TimingLine.Write(canonical, start, end)];
        return timing.Rest != TimingRest.Text
            && Blank.TrimmedLength(line) == line.Length
            && line.StartsWith(canonical)
            && canonical.Length == (timing.Rest == TimingRest.None ? line.Length : timing.RestOffset);
    }

    /// <summary>E01: neither times nor text.</summary>
    public static void ReportUnreadable(SrtDocument document, in Cue cue) => document.Findings.Reported(
        SrtRule.E01, DiagnosticSeverity.Error, cue.TimingLine, 1, cue.Number,
        $"Timing line '{document.Quote(cue.TimingOffset, cue.TimingLength)}' cannot be read and no text follows: nothing to recover.");

    /// <summary>Counts and reports the cues whose timing line will be written another way.</summary>
    public static void Correct(SrtDocument document)
    {
        Span<byte> canonical = stackalloc byte[TimingLine.MaxLength];
        foreach (ref readonly var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            if (!cue.Has(CueFlags.TimingOdd))
            {
                continue;
            }

            var isShort = cue.Has(CueFlags.ShortFraction);
            var severity = isShort ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information;
            if (!document.Findings.Tells(severity))
            {
                document.Findings.CountCorrection(SrtRule.S04);
                continue;
            }

            var length = TimingLine.Write(canonical, cue.SignedStart, cue.SignedEnd);
            var line = document.Bytes(cue.TimingOffset, cue.TimingLength);
            var same = line.CommonPrefixLength(canonical[..length]);
            document.Findings.Corrected(
                SrtRule.S04, severity, cue.TimingLine, document.Column(line[..same], cue.TimingLine), cue.Number,
                $"Timing line '{Quotation.Of(line)}' became '{Quotation.Of(canonical[..length])}'"
                + (isShort ? "; its fraction is read as a decimal fraction: ,5 is 500 ms." : "."),
                new Change(line, document.TimingLineOf(cue)));
        }
    }
}
