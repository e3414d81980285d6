namespace BatchPs.Docs.Tests.Pages;

/// <summary>A parameter: its text, and the facts in the block below it. A fact that is left out has its usual value.</summary>
internal sealed record PageParameter(string Name, IReadOnlyList<string> Text, IReadOnlyDictionary<string, string> Facts)
{
    /// <summary>The facts a block may have, in this order.</summary>
    public static readonly IReadOnlyList<string> FactNames =
        ["Type", "Sets", "Required", "Position", "Aliases", "Values", "Default", "Setting", "Pipeline", "Wildcards"];

    public string Type => Facts["Type"];

    public bool IsSwitch => Type == "SwitchParameter";

    /// <summary>Parameter sets it belongs to; empty for all.</summary>
    public IReadOnlyList<string> Sets => List("Sets");

    public bool IsRequired => Facts.GetValueOrDefault("Required") == "yes";

    public int? Position => Facts.TryGetValue("Position", out var position) ? int.Parse(position, System.Globalization.CultureInfo.InvariantCulture) : null;

    public IReadOnlyList<string> Aliases => List("Aliases");

    public string? Values => Facts.GetValueOrDefault("Values");

    /// <summary>The names it takes, when it takes one of some names.</summary>
    public IReadOnlyList<string> Choices =>
        Type.StartsWith("String", StringComparison.Ordinal) && List("Values") is { Length: > 1 } names && names.All(name => name.All(char.IsAsciiLetter)) ? names : [];

    public string? Default => Facts.GetValueOrDefault("Default")?.Trim('"');

    /// <summary>Key of the setting that gives its default.</summary>
    public string? Setting => Facts.GetValueOrDefault("Setting");

    /// <summary><c>by value</c>, <c>by property name</c> or null.</summary>
    public string? Pipeline => Facts.GetValueOrDefault("Pipeline");

    public bool TakesWildcards => Facts.GetValueOrDefault("Wildcards") == "yes";

    private string[] List(string fact) => Facts.TryGetValue(fact, out var names) ? names.Split(", ") : [];
}
