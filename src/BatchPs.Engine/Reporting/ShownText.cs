using System.Globalization;
using System.Text;

namespace BatchPs.Engine.Reporting;

/// <summary>Text as a person may see it: characters that draw nothing, or turn what follows around, are shown, not sent.</summary>
internal static class ShownText
{
    /// <summary>The text with each control character as <c>\x1b</c>, and separators and marks of direction as <c>\u202e</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Whether line breaks and tabs stay.</param>
    internal static string Of(string text, bool lines = false)
    {
        if (!text.Any(c => MustBeShown(c, lines)))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (!MustBeShown(c, lines))
            {
                shown.Append(c);
            }
            else
            {
                shown.Append(c <= 0xFF ? string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}") : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"));
            }
        }

        return shown.ToString();
    }

    /// <summary>The text, cut where it is too long; never between the halves of a character.</summary>
    internal static string Cut(string text, int most) =>
        text.Length <= most ? text : string.Concat(text.AsSpan(0, most - (char.IsHighSurrogate(text[most - 1]) ? 1 : 0)), "\u2026");

    private static bool MustBeShown(char c, bool lines) =>
        (char.IsControl(c) && !(lines && (c is '\n' or '\t'))) || c is '\u2028' or '\u2029' or '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
