namespace BatchPs.Engine.Configuration;

/// <summary>What is to be changed in a configuration file.</summary>
public sealed record ConfigurationChange
{
    /// <summary>Full path.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>The file, made if it is not there, in a directory that is; null for the one <see cref="Scope"/> says.</summary>
    public string? ConfigurationPath { get; init; }

    /// <summary>Which file when none is named; null for the one in force, or <c>batchps.yaml</c> in the current directory when there is none.</summary>
    public ConfigurationScope? Scope { get; init; }

    /// <summary>The profile that is changed, made if it is not there; null for the settings outside of profiles.</summary>
    public string? Profile { get; init; }

    /// <summary>Values by setting or parameter name, in any case; <c>profile</c> chooses the file's profile.</summary>
    public IReadOnlyDictionary<string, string> Set { get; init; } = new Dictionary<string, string>();

    /// <summary>Keys to take out, as the file has them.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Where the values come from, as a message says it.</summary>
    public string Source { get; init; } = "the parameters";
}

/// <summary>Which configuration file is meant.</summary>
public enum ConfigurationScope
{
    /// <summary><c>batchps.yaml</c> in the current directory.</summary>
    Directory,

    /// <summary><c>batchps.yaml</c> in the user's configuration directory.</summary>
    User,
}
