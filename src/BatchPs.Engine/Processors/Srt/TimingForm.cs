using System.Runtime.InteropServices;
using System.Text;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>S04: a readable timing line that is not written as <c>HH:MM:SS,mmm --> HH:MM:SS,mmm</c>.</summary>
internal static class TimingForm
{
    /// <summary>Counts and reports the cues whose timing line will be written another way.</summary>
    public static void Correct(SrtDocument document)
    {
        Span<byte> canonical = stackalloc byte[2 * TimeCode.MaxLength + 8];
        foreach (ref readonly var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            if (!cue.Has(CueFlags.TimingOdd))
            {
                continue;
            }

            var length = TimingLine.Write(canonical, cue.SignedStart, cue.SignedEnd);
            var line = document.Bytes(cue.TimingOffset, cue.TimingLength);
            var same = line.CommonPrefixLength(canonical[..length]);
            var isShort = cue.Has(CueFlags.ShortFraction);
            document.Findings.Corrected(
                SrtRule.S04, isShort ? DiagnosticSeverity.Warning : DiagnosticSeverity.Information,
                cue.TimingLine, document.Column(line[..same], cue.TimingLine), cue.Number,
                $"Timing line '{Encoding.UTF8.GetString(line)}' became '{Encoding.UTF8.GetString(canonical[..length])}'"
                + (isShort ? "; its fraction is read as a decimal fraction: ,5 is 500 ms." : "."));
        }
    }
}
