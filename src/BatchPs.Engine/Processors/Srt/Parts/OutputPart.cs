namespace BatchPs.Engine.Processors.Srt;

/// <summary>Takes cues in the order of the output up to a place where the rules on one side have nothing to do with the cues on the other but
/// what <see cref="Surroundings"/> tells.</summary>
internal static class OutputPart
{
    /// <summary>Gap in ms over which no rule joins or moves two cues: D01 looks 250 ms far.</summary>
    public const int SmallestGap = 251;

    /// <summary>Time in ms between the starts of two cues over which T02 extends no end to where D01 would look: the longest of the shortest
    /// durations and the gap.</summary>
    private const int SmallestStep = 1000 + SmallestGap;

    // What is cut where it is easy: no rule moves an end over so much, and looks 83 ms further.
    private const int SafeGap = 1000;

    /// <summary>Fills a document that is empty.</summary>
    /// <returns>False when there is no such place in the bytes that a part may have.</returns>
    public static bool TryTake(CueMerge merge, SrtDocument document, SrtLimits limits)
    {
        var latest = 0L;
        while (merge.HasCue)
        {
            var cue = merge.Cue;
            if (document.Content.Length >= limits.Part && IsSettled(cue) && IsSettled(document.Cues[^1])
                && cue.Start - document.Cues[^1].Start >= SmallestStep
                && cue.Start - latest >= (document.Content.Length < 2L * limits.Part ? SafeGap : SmallestGap))
            {
                break;
            }

            if (document.Content.Length > limits.LargestPart)
            {
                return false;
            }

            latest = Math.Max(latest, Math.Max(cue.Start, cue.End));
            merge.MoveTo(document);
        }

        document.SortDeletions();
        document.Around = document.Around with { NextStart = merge.HasCue ? merge.Cue.Start : long.MaxValue };
        return true;
    }

    /// <summary>Tells what comes next what it has to know of a document that is done.</summary>
    public static void GoOn(SrtDocument document)
    {
        if (document.Cues.Count == 0)
        {
            return;
        }

        var last = document.Cues[^1];
        document.Around = new Surroundings(
            document.Around.CuesBefore + document.Cues.Count, Math.Max(last.Start, last.End), long.MaxValue,
            SentenceEnd.EndsWith(document.Text(last)))
        {
            PreviousIndex = last.Index,
        };
    }

    /// <summary>Whether the rules leave start and end where they are unless another cue is near.</summary>
    private static bool IsSettled(in Cue cue) => cue.End > cue.Start;
}
