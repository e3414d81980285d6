using System.Text.RegularExpressions;

namespace BatchPs.Docs.Tests.Cmdlets;

/// <summary>A cmdlet as its source declares it, its base classes included. The module cannot be loaded outside PowerShell.</summary>
internal sealed partial record CmdletSource(string Name, IReadOnlyList<ParameterSource> Parameters)
{
    private static readonly IReadOnlyDictionary<string, string> Classes = Directory
        .GetFiles(Repository.PathOf("src", "BatchPs.Module"), "*.cs")
        .Select(Repository.Read)
        .Where(text => Class().IsMatch(text))
        .ToDictionary(text => Class().Match(text).Groups["name"].Value);

    /// <summary>All cmdlets, by name.</summary>
    public static IReadOnlyDictionary<string, CmdletSource> All { get; } =
        Classes.Values.Where(text => Cmdlet().IsMatch(text)).Select(Of).ToDictionary(cmdlet => cmdlet.Name);

    private static CmdletSource Of(string text)
    {
        var cmdlet = Cmdlet().Match(text);
        var parameters = Declared(text).ToDictionary(parameter => parameter.Name);
        if (cmdlet.Groups["more"].Value.Contains("SupportsShouldProcess = true", StringComparison.Ordinal))
        {
            parameters.Add("WhatIf", new ParameterSource("WhatIf", "SwitchParameter", [], false, null, ["wi"], null, false));
            parameters.Add("Confirm", new ParameterSource("Confirm", "SwitchParameter", [], false, null, ["cf"], null, false));
        }

        return new CmdletSource($"{cmdlet.Groups["verb"].Value}-{cmdlet.Groups["noun"].Value}", [.. parameters.Values]);
    }

    /// <summary>The parameters of a class, and those of its base that it does not override.</summary>
    private static IEnumerable<ParameterSource> Declared(string text)
    {
        var chain = Chain(text).ToArray();
        var constants = chain.SelectMany(one => Constant().Matches(one))
            .DistinctBy(match => match.Groups["name"].Value)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);
        return chain.SelectMany(one => Property().Matches(one)).Select(match => ParameterSource.Of(match, constants)).DistinctBy(parameter => parameter.Name);
    }

    private static IEnumerable<string> Chain(string text)
    {
        for (var next = text; next is not null; next = Classes.GetValueOrDefault(Class().Match(next).Groups["base"].Value))
        {
            yield return next;
        }
    }

    [GeneratedRegex("""public (?:sealed|abstract) class (?<name>\w+) : (?<base>\w+)""")]
    private static partial Regex Class();

    [GeneratedRegex("""\[Cmdlet\(Verbs\w+\.(?<verb>\w+), "(?<noun>\w+)"(?<more>[^\]]*)\)\]""")]
    private static partial Regex Cmdlet();

    [GeneratedRegex("""const string (?<name>\w+) = "(?<value>\w+)";""")]
    private static partial Regex Constant();

    [GeneratedRegex("""(?<attributes>(?:^    \[.*\]\n)*^    \[Parameter.*\]\n(?:^    \[.*\]\n)*)    public (?:virtual |override )?(?<type>[\w\[\]]+)\?? (?<name>\w+) \{""", RegexOptions.Multiline)]
    private static partial Regex Property();
}
