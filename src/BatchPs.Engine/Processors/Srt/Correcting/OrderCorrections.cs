using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
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
        if (cues.Length > 0 && document.Place.Previous is { } last)
        {
            Check(document, last, cues[0]);
        }

        for (var i = 1; i < cues.Length; i++)
        {
            sorted &= Check(document, cues[i - 1], cues[i]);
        }

        if (!sorted)
        {
            cues.Sort(Compare);
        }
    }

    /// <summary>Numbers the cues from 1; a shift that goes on to the next cues is one correction, at its first cue.</summary>
    public static void Renumber(SrtDocument document)
    {
        var previous = document.Around.PreviousIndex;
        var number = document.Around.CuesBefore;
        foreach (ref readonly var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            number++;
            if (cue.Index != number && (cue.Index < 0 || previous < 0 || cue.Index != previous + 1))
            {
                Renumbered(document, cue, number);
            }

            previous = cue.Index;
        }
    }

    private static bool Check(SrtDocument document, in Cue previous, in Cue cue)
    {
        if (cue.Start > previous.Start || Compare(cue, previous) >= 0)
        {
            return true;
        }

        var timing = document.TimingLineOf(cue);
        document.Findings.Corrected(
            SrtRule.S09, DiagnosticSeverity.Warning, cue.Line, 1, cue.Number,
            $"The cue comes before cue {previous.Number} in time but stood after it; the cues were sorted.", new Change(timing, timing));
        return false;
    }

    private static void Renumbered(SrtDocument document, in Cue cue, int number)
    {
        if (!document.Findings.Tells(DiagnosticSeverity.Information))
        {
            document.Findings.CountCorrection(SrtRule.S03);
            return;
        }

        document.Findings.Corrected(
            SrtRule.S03, DiagnosticSeverity.Information, cue.Line, 1, cue.Number,
            cue.Index < 0
                ? $"The index was missing or not a plain number; it is {number} now."
                : $"Index {cue.Index} became {number}.",
            new Change(cue.Index < 0 ? OddIndex(document, cue) : Digits(cue.Index), Digits(number)));
    }

    /// <summary>A cue's index line when that is no number as it should be; empty when there is none.</summary>
    public static ReadOnlySpan<byte> OddIndex(SrtDocument document, in Cue cue)
    {
        if (cue.Index >= 0 || cue.TimingOffset <= cue.BlockOffset)
        {
            return default;
        }

        var lines = new LineCursor(document.Bytes(cue.BlockOffset, cue.TimingOffset - cue.BlockOffset), hasCr: true);
        return lines.MoveNext() ? lines.Text : default;
    }

    private static byte[] Digits(int number) => Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private static int Compare(Cue a, Cue b) =>
        a.Start != b.Start ? a.Start.CompareTo(b.Start)
        : a.End != b.End ? a.End.CompareTo(b.End)
        : a.Number.CompareTo(b.Number);
}
