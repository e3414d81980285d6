using System.Globalization;
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
    /// <summary>Looks at the gap before the next cue.</summary>
    public static void Check(SrtDocument document, BlockKind previous, in BlockTail next)
    {
        var cue = document.CuesRead + 1;
        var gap = next.Gap;
        if (previous == BlockKind.Nothing && gap.Count > 0)
        {
            Report(document, 1, cue, "Blank lines before the first cue were removed.", next.Start, gap.Count);
        }
        else if (previous == BlockKind.Text && gap.Count == 0)
        {
            document.Findings.Corrected(
                SrtRule.S05, DiagnosticSeverity.Information, next.Line, 1, cue, "The empty line before this cue was missing.", new Change(default, "\n"u8));
        }
        else if (previous == BlockKind.Text && gap.Count > 1)
        {
            var message = document.Findings.Tells(DiagnosticSeverity.Information)
                ? string.Create(CultureInfo.InvariantCulture, $"{gap.Count} blank lines before this cue became one.")
                : "";
            Report(document, next.Line - gap.Count + 1, cue, message, next.Start, gap.Count - 1);
        }
        else if (previous == BlockKind.Text && gap.OddLine > 0)
        {
            Report(document, gap.OddLine, cue, "The line before this cue had spaces; it is empty now.", next.Start, 1);
        }
    }

    /// <summary>One correction of blank lines.</summary>
    /// <param name="document">Where they are.</param>
    /// <param name="line">The first of them.</param>
    /// <param name="cue">Number of the cue.</param>
    /// <param name="message">What was found and done.</param>
    /// <param name="end">Where the line after them begins in the content.</param>
    /// <param name="count">How many they are.</param>
    public static void Report(SrtDocument document, int line, int cue, string message, int end, int count)
    {
        var change = document.Findings.Tells(DiagnosticSeverity.Information) ? new Change(Before(document, end, count), default) : default;
        document.Findings.Corrected(SrtRule.S05, DiagnosticSeverity.Information, line, 1, cue, message, change);
    }

    /// <summary>The lines, with their newlines, that end where another begins; empty when that one was put together from two.</summary>
    private static ReadOnlySpan<byte> Before(SrtDocument document, int end, int count)
    {
        if (end > document.ContentLength)
        {
            return default;
        }

        var content = document.Content.Span;
        var start = end;
        for (; count > 0; count--)
        {
            var line = content[..start];
            var newline = line.EndsWith("\r\n"u8) ? 2 : line.EndsWith("\n"u8) || line.EndsWith("\r"u8) ? 1 : 0;
            start = line[..^newline].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        }

        return content[start..end];
    }
}
