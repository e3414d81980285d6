using System.Globalization;
using System.Xml.Linq;
using BatchPs.Docs.Tests.Pages;
using static BatchPs.Docs.Tests.HelpFiles.MamlNames;

namespace BatchPs.Docs.Tests.HelpFiles;

/// <summary>The elements that tell of parameters: short ones in a syntax, whole ones below it.</summary>
internal static class ParameterElements
{
    public static XElement Syntax(HelpPage page, string set) => new(
        Command + "syntaxItem", new XElement(Maml + "name", page.Name), page.ParametersOf(set).Select(InSyntax));

    public static XElement Whole(PageParameter parameter) => new(
        Command + "parameter",
        Attributes(parameter),
        new XElement(Maml + "name", parameter.Name),
        HelpFile.Described([.. parameter.Text, .. Limits(parameter)]),
        parameter.IsSwitch ? null : Value(parameter.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.Type)),
        new XElement(Dev + "defaultValue", parameter.Default ?? "none"));

    private static XElement InSyntax(PageParameter parameter) => new(
        Command + "parameter",
        Attributes(parameter),
        new XElement(Maml + "name", parameter.Name),
        parameter.IsSwitch ? null
            : parameter.Choices is { Count: > 0 } names ? new XElement(Command + "parameterValueGroup", names.Select(Value))
            : Value(parameter.Type));

    private static IEnumerable<string> Limits(PageParameter parameter)
    {
        if (parameter.Values is { } values)
        {
            yield return $"Values: {values}.";
        }

        if (parameter.Setting is { } setting)
        {
            yield return $"Setting: {setting}.";
        }
    }

    private static XElement Value(string text) => new(
        Command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", text.EndsWith("[]", StringComparison.Ordinal)), text);

    private static IEnumerable<XAttribute> Attributes(PageParameter parameter) =>
    [
        new("required", parameter.IsRequired),
        new("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal)),
        new("globbing", parameter.TakesWildcards),
        new("pipelineInput", parameter.Pipeline switch
        {
            "by value" => "True (ByValue)",
            "by property name" => "True (ByPropertyName)",
            _ => "False",
        }),
        new("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new("aliases", parameter.Aliases is { Count: > 0 } names ? string.Join(", ", names) : "none"),
    ];
}
