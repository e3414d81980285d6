using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>T01 to T04, which are off by default: what they would correct, one after the other, is only reported.</summary>
internal static class TimingReports
{
    private const int Longest = 7000;

    public static void Report(SrtDocument document)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var movedStart = -1L;
        for (var i = 0; i < cues.Length; i++)
        {
            ref readonly var cue = ref cues[i];
            var start = Math.Max(cue.Start, movedStart);
            movedStart = -1;
            if (cue.End <= start)
            {
                continue;
            }

            var next = i + 1 < cues.Length ? cues[i + 1].Start : document.Around.NextStart;
            var end = cue.End;
            if (end > next)
            {
                Add(document, SrtRule.T01, cue, $"The cue ends {end - next} ms after the next one begins.");
                (end, movedStart) = WithoutOverlap(start, end, next);
                next = Math.Max(next, movedStart);
            }

            var room = Math.Min(start + TimeCorrections.Shortest, next - TimeCorrections.Gap);
            if (end - start < TimeCorrections.Shortest && room > end)
            {
                Add(document, SrtRule.T02, cue, $"The cue lasts {end - start} ms; at least {TimeCorrections.Shortest} ms are expected.");
                end = room;
            }

            if (end - start > Longest)
            {
                Add(document, SrtRule.T03, cue, $"The cue lasts {end - start} ms; at most {Longest} ms are expected.");
                end = start + Longest;
            }

            if (next - end is >= 0 and < TimeCorrections.Gap && next - TimeCorrections.Gap - start >= TimeCorrections.Shortest)
            {
                Add(document, SrtRule.T04, cue,
                    $"The gap to the next cue is {next - end} ms; at least {TimeCorrections.Gap} ms are expected.");
            }
        }
    }

    /// <summary>T01: end = next start - 83 when 833 ms stay, else both meet in the middle; unchanged when that is impossible.</summary>
    private static (long End, long NextStart) WithoutOverlap(long start, long end, long next)
    {
        if (next - TimeCorrections.Gap - start >= TimeCorrections.Shortest)
        {
            return (next - TimeCorrections.Gap, -1);
        }

        var middle = next + (end - next) / 2;
        return middle > start ? (middle, middle) : (end, -1);
    }

    private static void Add(SrtDocument document, SrtRule rule, in Cue cue, string message) =>
        document.Findings.Reported(rule, DiagnosticSeverity.Information, cue.TimingLine, 1, cue.Number, message);
}
