using System.Text;
using System.Xml;
using System.Xml.Linq;
using BatchPs.Docs.Tests.Pages;
using static BatchPs.Docs.Tests.HelpFiles.MamlNames;

namespace BatchPs.Docs.Tests.HelpFiles;

/// <summary>The help file of the module, made of the pages.</summary>
internal static class HelpFile
{
    /// <summary>Where PowerShell looks for it: in the culture's folder of the module, by the name of the assembly.</summary>
    public static string Path { get; } = Repository.PathOf("module", "en-US", "BatchPs.Module.dll-Help.xml");

    public static string Of(IEnumerable<HelpPage> pages)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(new Utf8Writer(text), new XmlWriterSettings { Indent = true, NewLineChars = "\n" }))
        {
            new XDocument(
                new XComment(" Made of docs/cmdlets by the tests of BatchPs.Docs.Tests: change the pages, then run them with UPDATE_HELP=1. "),
                new XElement(Help + "helpItems", new XAttribute("schema", "maml"), pages.Select(CommandOf))).Save(writer);
        }

        return text.Append('\n').ToString();
    }

    private static XElement CommandOf(HelpPage page) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", page.Name),
            new XElement(Command + "verb", page.Name.Split('-')[0]),
            new XElement(Command + "noun", page.Name.Split('-')[1]),
            Described([page.Synopsis])),
        Described(page.Description),
        new XElement(Command + "syntax", page.Sets.Select(set => ParameterElements.Syntax(page, set))),
        new XElement(Command + "parameters", page.Parameters.Select(ParameterElements.Whole)),
        new XElement(Command + "inputTypes", page.Inputs.Select(entry => Typed("inputType", entry))),
        new XElement(Command + "returnValues", page.Outputs.Select(entry => Typed("returnValue", entry))),
        new XElement(Maml + "alertSet", new XElement(Maml + "alert", Paragraphs(page.Notes))),
        new XElement(Command + "examples", page.Examples.Select(ExampleOf)),
        new XElement(Maml + "relatedLinks", page.Links.Select(LinkOf)));

    internal static XElement Described(IEnumerable<string> paragraphs) => new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> texts) => texts.Select(text => new XElement(Maml + "para", text));

    private static XElement Typed(string element, PageEntry entry) => new(
        Command + element, new XElement(Dev + "type", new XElement(Maml + "name", entry.Name)), Described(entry.Text));

    private static XElement ExampleOf(PageExample example) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------- {example.Title} --------"),
        new XElement(Dev + "code", example.Output.Length == 0 ? example.Code : example.Code + "\n\n" + example.Output),
        new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""])));

    // Pages of other cmdlets are named as Get-Help takes them; guides by their file in the repository.
    private static XElement LinkOf(PageLink link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Target.StartsWith("../", StringComparison.Ordinal) ? $"{link.Text}: docs/{link.Target[3..]}" : link.Text),
        new XElement(Maml + "uri"));

    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
