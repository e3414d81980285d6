using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>E02: text before the first cue belongs to none and is left out.</summary>
internal static class LeadingText
{
    /// <summary>Reports each line of a range that shows anything.</summary>
    public static void Report(SrtDocument document, int start, int end, int firstLine)
    {
        var lines = new LineCursor(document.Bytes(start, end - start), hasCr: true);
        while (lines.MoveNext())
        {
            if (!Blank.IsBlank(lines.Text))
            {
                document.Findings.Reported(
                    SrtRule.E02, DiagnosticSeverity.Warning, firstLine + lines.Line - 1, 1, 0,
                    $"'{Quotation.Of(lines.Text)}' belongs to no cue and was left out.");
            }
        }
    }
}
