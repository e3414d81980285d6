namespace BatchPs.Engine.Planning;

/// <summary>Script text that belongs to a script block.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">Name of a function; else empty.</param>
/// <param name="Text">The text; a block has its braces.</param>
/// <param name="Place">Where it stands; null when that is not known.</param>
public sealed record ScriptPart(ScriptPartKind Kind, string Name, string Text, ScriptPlace? Place)
{
    internal string Title => Kind switch
    {
        ScriptPartKind.Function => $"function {Name}",
        ScriptPartKind.Initialization => "the initialization script",
        _ => $"the {Kind.ToString().ToLowerInvariant()} block",
    };
}

/// <summary>What a script text is for.</summary>
public enum ScriptPartKind
{
    /// <summary>Defines a function in each worker.</summary>
    Function,

    /// <summary>Runs once a runspace, before everything else.</summary>
    Initialization,

    /// <summary>Runs before a worker's first item.</summary>
    Begin,

    /// <summary>Runs after a worker's last item.</summary>
    End,
}

/// <summary>Where a script text stands, so that its errors show the place when it runs in another session.</summary>
/// <param name="File">Full path of the script file; null when it was typed.</param>
/// <param name="Line">Line of its first character, or of the one behind its brace, from 1.</param>
/// <param name="Column">Column of that character, from 1.</param>
/// <param name="Usings">The file's <c>using namespace</c> statements.</param>
public sealed record ScriptPlace(string? File, int Line, int Column, IReadOnlyList<string> Usings);

/// <summary>A module that each worker imports.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Source">What it is imported by: its name, or its full path.</param>
public sealed record ScriptModule(string Name, string Version, string Source)
{
    /// <summary>Hash of its file when it was named by a path; null when it was named by its name, so that its version tells.</summary>
    public string? Hash { get; init; }

    internal string Particular => Hash is null ? Version : $"{Version} {Hash}";
}
