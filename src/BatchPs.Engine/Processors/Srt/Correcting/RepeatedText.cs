using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>D01: neighbours with the same text and at most 250 ms between them, or an overlap, become one cue from the first start to the latest
/// end.</summary>
/// <remarks>Runs right after the rules on texts. A cue that ends not after its start is no such neighbour.</remarks>
internal static class RepeatedText
{
    /// <summary>Largest gap in ms over which two cues are merged.</summary>
    public const int LargestGap = 250;

    /// <summary>Merges the cues of a sorted document, or only says which it would merge.</summary>
    public static void Merge(SrtDocument document, bool isOn)
    {
        var cues = CollectionsMarshal.AsSpan(document.Cues);
        var merged = false;
        var first = 0;
        var end = cues.IsEmpty ? 0 : cues[0].End;
        for (var i = 1; i < cues.Length; i++)
        {
            ref var cue = ref cues[i];
            if (cue.Start - end <= LargestGap && IsSame(document, cues[first], cue) && cue.End > cue.Start && end > cues[first].Start)
            {
                Tell(document, cues[first] with { End = end }, cue, isOn);
                end = Math.Max(end, cue.End);
                cue.Flags |= isOn ? CueFlags.Dropped : CueFlags.None;
                merged |= isOn;
                if (isOn && cues[first].End != end)
                {
                    cues[first].End = end;
                    cues[first].Flags &= ~CueFlags.Verbatim;
                }
            }
            else
            {
                first = i;
                end = cue.End;
            }
        }

        if (merged)
        {
            document.Cues.RemoveAll(static cue => cue.Has(CueFlags.Dropped));
        }
    }

    /// <summary>Whether two cues show the same at the same place; the newlines may differ.</summary>
    public static bool IsSame(SrtDocument document, in Cue a, in Cue b)
    {
        if (a.Shape.Characters != b.Shape.Characters || a.Shape.Lines != b.Shape.Lines || a.CoordinatesLength != b.CoordinatesLength)
        {
            return false;
        }

        var one = new LineCursor(document.Text(a), hasCr: true);
        var other = new LineCursor(document.Text(b), hasCr: true);
        while (one.MoveNext())
        {
            if (!other.MoveNext() || !one.Text.SequenceEqual(other.Text))
            {
                return false;
            }
        }

        return !other.MoveNext()
            && document.Bytes(a.CoordinatesOffset, a.CoordinatesLength).SequenceEqual(document.Bytes(b.CoordinatesOffset, b.CoordinatesLength));
    }

    private static void Tell(SrtDocument document, in Cue before, in Cue cue, bool isOn)
    {
        var change = document.Findings.Tells(DiagnosticSeverity.Information)
            ? new Change(document.TimingLineOf(cue), document.TimingLineOf(before with { End = Math.Max(before.End, cue.End) }))
            : default;
        if (isOn)
        {
            document.Findings.Corrected(
                SrtRule.D01, DiagnosticSeverity.Information, cue.Line, 1, cue.Number,
                $"The cue has the text of cue {before.Number} before it; they became one.", change);
        }
        else
        {
            document.Findings.Reported(
                SrtRule.D01, DiagnosticSeverity.Information, cue.Line, 1, cue.Number,
                $"The cue has the text of cue {before.Number} before it.", change: change);
        }
    }
}
