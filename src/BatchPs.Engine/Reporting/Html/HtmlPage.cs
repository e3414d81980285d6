using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace BatchPs.Engine.Reporting.Html;

/// <summary>Writes a page. What stands in the source is markup; what is put into its holes is text, shown as it is and never markup.</summary>
internal sealed class HtmlPage(Stream stream)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    private readonly StringBuilder waiting = new();

    /// <summary>Writes markup with texts and numbers in its holes.</summary>
#pragma warning disable CA1822, IDE0060 // The handler has written it.
    internal void Write([InterpolatedStringHandlerArgument("")] ref Markup markup)
#pragma warning restore CA1822, IDE0060
    {
    }

    /// <summary>Writes what is markup already: of the program's own.</summary>
    internal void Raw(string markup) => waiting.Append(markup);

    /// <summary>Writes text, between tags or in a quoted attribute.</summary>
    internal void Text(string? text) => waiting.Append(Encode(text));

    /// <summary>Hands over what was written.</summary>
    internal void Flush()
    {
        stream.Write(Utf8.GetBytes(waiting.ToString()));
        waiting.Clear();
    }

    private static string Encode(string? text) => string.IsNullOrEmpty(text) ? "" : Encoder.Encode(ShownText.Of(text, lines: true));

    /// <summary>The pieces of markup with holes.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup(int literalLength, int formattedCount, HtmlPage page)
    {
        private readonly HtmlPage page = Grown(page, literalLength + (8 * formattedCount));

        internal void AppendLiteral(string literal) => page.Raw(literal);

        internal void AppendFormatted(string? text) => page.Text(text);

        internal void AppendFormatted(long number) => page.waiting.Append(CultureInfo.InvariantCulture, $"{number}");

        internal void AppendFormatted(double number) => page.waiting.Append(CultureInfo.InvariantCulture, $"{number:0.##}");

        private static HtmlPage Grown(HtmlPage page, int by)
        {
            page.waiting.EnsureCapacity(page.waiting.Length + by);
            return page;
        }
    }
}
