using System.Runtime.InteropServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>M01, which is off by default: i, b and u tags without their other half are only reported.</summary>
internal static class TagReports
{
    private static ReadOnlySpan<byte> Names => "ibu"u8;

    /// <summary>Looks at the texts as they stand in the input.</summary>
    public static void Report(SrtDocument document)
    {
        foreach (ref readonly var cue in CollectionsMarshal.AsSpan(document.Cues))
        {
            if (cue.Shape.HasTags)
            {
                Report(document, cue);
            }
        }
    }

    private static void Report(SrtDocument document, in Cue cue)
    {
        var text = document.Text(cue);
        Span<int> open = [-1, -1, -1];
        var at = 0;
        var odd = -1;
        while (odd < 0 && Tags.TryFind(text, at, out var start, out var length))
        {
            var tag = text.Slice(start, length);
            var closes = tag[1] == '/';
            var kind = tag.Length == (closes ? 4 : 3) ? Names.IndexOf((byte)(tag[closes ? 2 : 1] | 0x20)) : -1;
            if (kind >= 0)
            {
                odd = closes ? (open[kind] < 0 ? start : -1) : (open[kind] >= 0 ? start : -1);
                open[kind] = closes ? -1 : start;
            }

            at = start + length;
        }

        foreach (var unclosed in open)
        {
            odd = unclosed >= 0 && (odd < 0 || unclosed < odd) ? unclosed : odd;
        }

        if (odd >= 0)
        {
            var line = cue.TextLine + LineCursor.CountNewlines(text[..odd]);
            var length = text[odd..].IndexOf((byte)'>') + 1;
            document.Findings.Reported(
                SrtRule.M01, DiagnosticSeverity.Information, line, document.Column(cue.TextOffset + odd, line), cue.Number,
                $"Tag {Quotation.Of(text.Slice(odd, length))} has no other half in its cue.");
        }
    }
}
