using System.Globalization;
using System.Text;

namespace BatchPs.Cli;

/// <summary>Text as a terminal may have it: a control character in a name is shown, not sent.</summary>
internal static class VisibleText
{
    /// <summary>The text with each control character as <c>\x1b</c>, line and paragraph separators as <c>\u2028</c>.</summary>
    internal static string Of(string text)
    {
        if (!text.Any(MustBeShown))
        {
            return text;
        }

        var shown = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (!MustBeShown(c))
            {
                shown.Append(c);
            }
            else if (c <= 0xFF)
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            }
            else
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
        }

        return shown.ToString();
    }

    private static bool MustBeShown(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
