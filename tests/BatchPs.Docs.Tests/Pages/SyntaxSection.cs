using System.Text;

namespace BatchPs.Docs.Tests.Pages;

/// <summary>The section SYNTAX of a page, which follows from its parameters.</summary>
internal static class SyntaxSection
{
    private const int LineLength = 100;

    /// <summary>A page's text with the section its parameters give.</summary>
    public static string Fill(HelpPage page, string text)
    {
        var begin = text.IndexOf("## SYNTAX\n", StringComparison.Ordinal);
        var end = text.IndexOf("## DESCRIPTION\n", StringComparison.Ordinal);
        return text[..begin] + Of(page) + text[end..];
    }

    private static string Of(HelpPage page)
    {
        var section = new StringBuilder("## SYNTAX\n\n");
        foreach (var set in page.Sets)
        {
            section.Append(set.Length == 0 ? "" : $"### {set}\n\n").Append("```text\n").Append(Wrapped(page, set)).Append("\n```\n\n");
        }

        return section.ToString();
    }

    private static string Wrapped(HelpPage page, string set)
    {
        var lines = new List<string> { page.Name };
        foreach (var part in page.ParametersOf(set).Select(Of).Append("[<CommonParameters>]"))
        {
            if (lines[^1].Length + 1 + part.Length > LineLength)
            {
                lines.Add("   ");
            }

            lines[^1] += " " + part;
        }

        return string.Join('\n', lines);
    }

    private static string Of(PageParameter parameter)
    {
        var name = parameter.Position is null ? "-" + parameter.Name : $"[-{parameter.Name}]";
        var whole = parameter.IsSwitch ? name : $"{name} <{parameter.Type}>";
        return parameter.IsRequired ? whole : $"[{whole}]";
    }
}
