using System.Text.RegularExpressions;

namespace BatchPs.Docs.Tests.Pages;

/// <summary>Reads the pages of <c>docs/cmdlets</c>; what does not have their shape is an error that names page and section.</summary>
internal static partial class PageReader
{
    private static readonly string[] SectionNames =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    public static string Directory { get; } = Repository.PathOf("docs", "cmdlets");

    /// <summary>Names of the cmdlets that have a page, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. System.IO.Directory.GetFiles(Directory, "*-*.md").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    public static string PathOf(string name) => Path.Combine(Directory, name + ".md");

    public static HelpPage Read(string name)
    {
        var parts = Split(Repository.Read(PathOf(name)), "## ");
        Expect(parts[0].Text.Trim() == "# " + name, name, $"it begins with '# {name}'");
        var sections = parts.Skip(1).ToArray();
        Expect(sections.Select(section => section.Title).SequenceEqual(SectionNames), name, "its sections are " + string.Join(", ", SectionNames));
        return new HelpPage(
            name,
            Paragraphs(sections[0].Text).Single(),
            Paragraphs(sections[2].Text),
            [.. Split(sections[3].Text, "### ").Skip(1).Select(Example)],
            [.. Split(sections[4].Text, "### ").Skip(1).Select(section => Parameter(name, section))],
            [.. Split(sections[5].Text, "### ").Skip(1).Select(section => new PageEntry(section.Title, Paragraphs(section.Text)))],
            [.. Split(sections[6].Text, "### ").Skip(1).Select(section => new PageEntry(section.Title, Paragraphs(section.Text)))],
            Paragraphs(sections[7].Text),
            [.. Link().Matches(sections[8].Text).Select(match => new PageLink(match.Groups["text"].Value, match.Groups["target"].Value))]);
    }

    /// <summary>Splits at the lines that begin with a heading mark outside code; what stands before the first has no title.</summary>
    internal static List<Section> Split(string text, string mark)
    {
        var sections = new List<Section> { new("", "") };
        var inCode = false;
        foreach (var line in text.Split('\n'))
        {
            inCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!inCode && line.StartsWith(mark, StringComparison.Ordinal))
            {
                sections.Add(new Section(line[mark.Length..], ""));
            }
            else
            {
                sections[^1] = sections[^1] with { Text = sections[^1].Text + line + "\n" };
            }
        }

        return sections;
    }

    private static PageExample Example(Section section) => new(
        section.Title, Blocks(section.Text, "powershell"), Blocks(section.Text, "text"), Paragraphs(Code().Replace(section.Text, "")));

    private static PageParameter Parameter(string page, Section section)
    {
        var name = section.Title.TrimStart('-');
        var facts = Blocks(section.Text, "yaml").Split('\n').Select(line => line.Split(": ", 2)).ToArray();
        var names = facts.Select(fact => fact[0]).ToArray();
        Expect(
            names.SequenceEqual(PageParameter.FactNames.Intersect(names)) && names[0] == "Type" && facts.All(fact => fact.Length == 2),
            page,
            $"-{name} has the facts Type and, of the others in this order, {string.Join(", ", PageParameter.FactNames.Skip(1))}");
        var text = Paragraphs(Code().Replace(section.Text, ""));
        Expect(text.Length > 0, page, $"-{name} has a text");
        return new PageParameter(name, text, facts.ToDictionary(fact => fact[0], fact => fact[1]));
    }

    private static string Blocks(string text, string language) =>
        string.Join("\n\n", Code().Matches(text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value));

    private static string[] Paragraphs(string text) =>
        [.. text.Split("\n\n").Select(paragraph => Plain(paragraph.Trim())).Where(paragraph => paragraph.Length > 0)];

    private static string Plain(string markdown) =>
        Link().Replace(markdown, "${text}").Replace("`", "", StringComparison.Ordinal).Replace('\n', ' ');

    private static void Expect(bool holds, string page, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"Page {page}.md has another shape: expected that {what}.");
        }
    }

    [GeneratedRegex("""\[(?<text>[^\]]+)\]\((?<target>[^)\s]+)\)""")]
    private static partial Regex Link();

    [GeneratedRegex("""^```(?<language>\w+)\n(?<code>.*?)\n```$""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();

    /// <summary>A heading with what stands below it.</summary>
    internal sealed record Section(string Title, string Text);
}
