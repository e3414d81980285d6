namespace BatchPs.Engine.Selecting;

/// <summary>Which files a run by path works on. Immutable; kept in the journal, so that a resume can enumerate again.</summary>
public sealed record Selection
{
    /// <summary>Full paths with wildcards (<c>* ? [a-z]</c>, a backtick escapes) in any part; a directory means the files in it.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Full paths taken as they are; a directory means the files in it.</summary>
    public IReadOnlyList<string> LiteralPaths { get; init; } = [];

    /// <summary>Wildcard a file's name must match; null for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Wildcards of which a file's name, or its path below the selected directory when the wildcard has a <c>/</c>, must match one; empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Wildcards like <see cref="Include"/> that leave files, and directories with all that is in them, out.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether directories inside are entered.</summary>
    public bool Recurse { get; init; }

    /// <summary>How many levels below a selected directory are entered when <see cref="Recurse"/> is set; 0 is the directory itself, null is no limit.</summary>
    public int? Depth { get; init; }

    /// <summary>A path as a wildcard that only this path matches: for a part of <see cref="Paths"/> that nobody typed.</summary>
    public static string Literally(string path) =>
        string.Concat(path.Select(c => c is '*' or '?' or '[' or ']' or '`' ? "`" + c : c.ToString()));
}
