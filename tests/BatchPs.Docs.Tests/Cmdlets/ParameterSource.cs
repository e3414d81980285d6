using System.Globalization;
using System.Text.RegularExpressions;

namespace BatchPs.Docs.Tests.Cmdlets;

/// <summary>A parameter as the source declares it.</summary>
/// <param name="Name">Name of the property.</param>
/// <param name="Type">Name of its type in .NET.</param>
/// <param name="Sets">Parameter sets; empty for all.</param>
/// <param name="IsRequired">Whether it is mandatory.</param>
/// <param name="Position">Position; null when it is named only.</param>
/// <param name="Aliases">Other names.</param>
/// <param name="Pipeline"><c>by value</c>, <c>by property name</c> or null.</param>
/// <param name="TakesWildcards">Whether it says that it takes wildcards.</param>
internal sealed partial record ParameterSource(
    string Name,
    string Type,
    IReadOnlyList<string> Sets,
    bool IsRequired,
    int? Position,
    IReadOnlyList<string> Aliases,
    string? Pipeline,
    bool TakesWildcards)
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["string"] = "String", ["int"] = "Int32", ["long"] = "Int64", ["double"] = "Double", ["bool"] = "Boolean", ["object"] = "Object",
    };

    /// <summary>Takes a declaration apart.</summary>
    /// <param name="declaration">Groups <c>attributes</c>, <c>type</c> and <c>name</c>.</param>
    /// <param name="constants">Values of the constants that attributes name.</param>
    public static ParameterSource Of(Match declaration, IReadOnlyDictionary<string, string> constants)
    {
        var attributes = declaration.Groups["attributes"].Value;
        var type = declaration.Groups["type"].Value;
        var element = type.Replace("[]", "", StringComparison.Ordinal);
        return new ParameterSource(
            declaration.Groups["name"].Value,
            Keywords.GetValueOrDefault(element, element) + type[element.Length..],
            [.. Set().Matches(attributes).Select(match => constants[match.Groups["constant"].Value])],
            attributes.Contains("Mandatory = true", StringComparison.Ordinal),
            At().Match(attributes) is { Success: true } at ? int.Parse(at.Groups["position"].Value, CultureInfo.InvariantCulture) : null,
            [.. Alias().Matches(attributes).Select(match => match.Groups["name"].Value)],
            attributes.Contains("ValueFromPipeline = true", StringComparison.Ordinal) ? "by value"
                : attributes.Contains("ValueFromPipelineByPropertyName = true", StringComparison.Ordinal) ? "by property name"
                : null,
            attributes.Contains("[SupportsWildcards]", StringComparison.Ordinal));
    }

    [GeneratedRegex("""ParameterSetName = (?<constant>\w+)""")]
    private static partial Regex Set();

    [GeneratedRegex("""Position = (?<position>\d+)""")]
    private static partial Regex At();

    [GeneratedRegex("""\[Alias\("(?<name>\w+)"\)\]""")]
    private static partial Regex Alias();
}
