namespace BatchPs.Docs.Tests.Pages;

/// <summary>A page of <c>docs/cmdlets</c>, taken apart.</summary>
internal sealed record HelpPage(
    string Name,
    string Synopsis,
    IReadOnlyList<string> Description,
    IReadOnlyList<PageExample> Examples,
    IReadOnlyList<PageParameter> Parameters,
    IReadOnlyList<PageEntry> Inputs,
    IReadOnlyList<PageEntry> Outputs,
    IReadOnlyList<string> Notes,
    IReadOnlyList<PageLink> Links)
{
    /// <summary>Names of the parameter sets, in the order the parameters name them; one empty name when there are none.</summary>
    public IReadOnlyList<string> Sets { get; } =
        Parameters.SelectMany(parameter => parameter.Sets).Distinct().ToArray() is { Length: > 0 } sets ? sets : [""];

    /// <summary>The parameters of a set as a syntax lists them: by position, then required ones, then as on the page.</summary>
    public IEnumerable<PageParameter> ParametersOf(string set) => Parameters
        .Where(parameter => parameter.Sets.Count == 0 || parameter.Sets.Contains(set))
        .OrderBy(parameter => parameter.Position ?? int.MaxValue)
        .ThenByDescending(parameter => parameter.IsRequired);
}

/// <summary>An example: its code blocks, what they print, and the text between them.</summary>
internal sealed record PageExample(string Title, string Code, string Output, IReadOnlyList<string> Remarks);

/// <summary>A type of the inputs or outputs.</summary>
internal sealed record PageEntry(string Name, IReadOnlyList<string> Text);

internal sealed record PageLink(string Text, string Target);
