using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>What stands before a gap.</summary>
internal enum BlockKind
{
    /// <summary>Nothing: the file begins.</summary>
    Nothing,

    /// <summary>Text that belongs to no cue.</summary>
    NoCue,

    /// <summary>A cue without text; its blank lines go with it.</summary>
    NoText,

    /// <summary>A cue with text.</summary>
    Text,
}

/// <summary>S05 between cues: exactly one empty line, none before the first.</summary>
internal static class BlockGaps
{
    /// <summary>Looks at the gap before the next cue, and the line on which that begins.</summary>
    public static void Check(SrtDocument document, BlockKind previous, Gap gap, int line)
    {
        var cue = document.CuesRead + 1;
        if (previous == BlockKind.Nothing && gap.Count > 0)
        {
            Report(document, 1, cue, "Blank lines before the first cue were removed.");
        }
        else if (previous == BlockKind.Text && gap.Count == 0)
        {
            Report(document, line, cue, "The empty line before this cue was missing.");
        }
        else if (previous == BlockKind.Text && gap.Count > 1)
        {
            Report(document, line - gap.Count + 1, cue, $"{gap.Count} blank lines before this cue became one.");
        }
        else if (previous == BlockKind.Text && gap.OddLine > 0)
        {
            Report(document, gap.OddLine, cue, "The line before this cue had spaces; it is empty now.");
        }
    }

    /// <summary>One correction of blank lines.</summary>
    public static void Report(SrtDocument document, int line, int cue, string message) =>
        document.Findings.Corrected(SrtRule.S05, DiagnosticSeverity.Information, line, 1, cue, message);
}
