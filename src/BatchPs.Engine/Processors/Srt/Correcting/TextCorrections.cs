using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>S08 drops cues without visible text; S05 and S06 put the others' lines in order.</summary>
internal static class TextCorrections
{
    /// <summary>Marks cues without visible text as dropped.</summary>
    public static void DropEmpty(SrtDocument document)
    {
        foreach (ref var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            if (!cue.Shape.Visible && !cue.Has(CueFlags.Lost))
            {
                cue.Flags |= CueFlags.Dropped;
                document.Findings.Corrected(
                    SrtRule.S08, DiagnosticSeverity.Warning, cue.Line, 1, cue.Number, "The cue has no visible text and was dropped.",
                    new Change(document.Text(cue), default));
            }
        }
    }

    /// <summary>Rewrites the texts that have blank lines or odd spaces.</summary>
    public static void Tidy(SrtDocument document)
    {
        foreach (ref var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            if (cue.Shape.HasBlankLines || cue.Shape.HasOddSpaces)
            {
                Rewrite(document, ref cue);
            }
        }
    }

    private static void Rewrite(SrtDocument document, ref Cue cue)
    {
        var lines = new LineCursor(document.Text(cue), hasCr: true);
        var start = document.Content.Length;
        var blanks = 0;
        while (lines.MoveNext())
        {
            if (Blank.IsBlank(lines.Text))
            {
                blanks++;
                continue;
            }

            var line = cue.TextLine + lines.Line - 1;
            if (blanks > 0)
            {
                BlockGaps.Report(
                    document, line - blanks, cue.Number, "Blank lines inside the text were removed.", cue.TextOffset + lines.Start, blanks);
                blanks = 0;
            }

            if (document.Content.Length > start)
            {
                document.Content.Append((byte)'\n');
            }

            AppendTidied(document, lines.Text, cue.TextOffset + lines.Start, line, cue.Number);
        }

        cue.TextOffset = start;
        cue.TextLength = document.Content.Length - start;
        cue.Flags &= ~CueFlags.Verbatim;
        cue.Shape = TextShape.Of(document.Text(cue));
    }

    private static void AppendTidied(SrtDocument document, ReadOnlySpan<byte> line, int offset, int lineNumber, int cue)
    {
        var start = document.Content.Length;
        var rest = line.Trim(" \t"u8);
        while (true)
        {
            var space = rest.IndexOfAny((byte)' ', (byte)'\t');
            if (space < 0)
            {
                break;
            }

            document.Content.Append(rest[..space]);
            document.Content.Append((byte)' ');
            rest = rest[space..].TrimStart(" \t"u8);
        }

        document.Content.Append(rest);
        var same = document.Content.Span[start..].CommonPrefixLength(line);
        if (same == line.Length)
        {
            return;
        }

        if (document.Findings.Tells(DiagnosticSeverity.Information))
        {
            document.Findings.Corrected(
                SrtRule.S06, DiagnosticSeverity.Information, lineNumber, document.Column(offset + same, lineNumber), cue,
                "Spaces and tabs were trimmed or became one space.", new Change(line, document.Content.Span[start..]));
        }
        else
        {
            document.Findings.CountCorrection(SrtRule.S06);
        }
    }
}
