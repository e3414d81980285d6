using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>S09 sorts, S03 numbers.</summary>
internal static class OrderCorrections
{
    /// <summary>Stable sort by start, end and place; each cue that comes before the one in front of it is one correction.</summary>
    public static void Sort(SrtDocument document)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var sorted = true;
        for (var i = 1; i < cues.Length; i++)
        {
            if (Compare(cues[i], cues[i - 1]) < 0)
            {
                sorted = false;
                document.Findings.Corrected(
                    SrtRule.S09, DiagnosticSeverity.Warning, cues[i].Line, 1, cues[i].Number,
                    $"The cue comes before cue {cues[i - 1].Number} in time but stood after it; the cues were sorted.");
            }
        }

        if (!sorted)
        {
            cues.Sort(Compare);
        }
    }

    /// <summary>Numbers the cues from 1; a shift that goes on to the next cues is one correction, at its first cue.</summary>
    public static void Renumber(SrtDocument document)
    {
        var previous = -1;
        var number = 0;
        foreach (ref readonly var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            number++;
            if (cue.Index != number && (cue.Index < 0 || previous < 0 || cue.Index != previous + 1))
            {
                document.Findings.Corrected(
                    SrtRule.S03, DiagnosticSeverity.Information, cue.Line, 1, cue.Number,
                    cue.Index < 0
                        ? $"The index was missing or not a plain number; it is {number} now."
                        : $"Index {cue.Index} became {number}.");
            }

            previous = cue.Index;
        }
    }

    private static int Compare(Cue a, Cue b) =>
        a.Start != b.Start ? a.Start.CompareTo(b.Start)
        : a.End != b.End ? a.End.CompareTo(b.End)
        : a.Number.CompareTo(b.Number);
}
