namespace BatchPs.Engine.Configuration;

/// <summary>A profile that was chosen by its name, in any case.</summary>
/// <param name="Name">The name.</param>
/// <param name="Source">Who chose it, as a message says it.</param>
/// <param name="Path">The configuration file; null when there is none.</param>
internal sealed record ProfileChoice(string Name, string Source, string? Path)
{
    /// <summary>Environment variable that chooses a profile.</summary>
    public const string Variable = "BATCH_PROFILE";

    /// <summary>The strongest choice: a parameter's, the environment's, the file's own; null when nobody chose.</summary>
    /// <exception cref="BatchException"><c>UnknownProfile</c>: the file's own choice is not one name.</exception>
    public static ProfileChoice? Of(string? parameter, IReadOnlyDictionary<string, string> environment, ConfigurationSection section, string? path)
    {
        if (parameter is not null)
        {
            return new ProfileChoice(parameter, "the parameters", path);
        }

        if (environment.GetValueOrDefault(Variable) is { Length: > 0 } variable)
        {
            return new ProfileChoice(variable, "environment variable " + Variable, path);
        }

        return OfFile(section, path);
    }

    /// <summary>The choice of the file itself; null when it makes none.</summary>
    public static ProfileChoice? OfFile(ConfigurationSection section, string? path) =>
        section.Profile is { } own ? new ProfileChoice(own.Value ?? "", $"{path}:{own.Line}", path) : null;

    /// <summary>The profile.</summary>
    /// <exception cref="BatchException"><c>UnknownProfile</c>: there is none of the name.</exception>
    public ProfileSection In(ConfigurationSection section) =>
        section.Profiles.FirstOrDefault(profile => profile.Name == Name)
        ?? section.Profiles.FirstOrDefault(profile => profile.Name.Equals(Name, StringComparison.OrdinalIgnoreCase))
        ?? throw BatchException.Invalid("UnknownProfile", $"Profile '{Name}' in {Source} is not known; {Hint([.. section.Profiles.Select(profile => profile.Name)])}", Name);

    private string Hint(string[] names) =>
        Path is null ? $"there is no configuration file ({ConfigurationFile.Name}) here, which would have it."
        : names.Length == 0 ? $"'{Path}' has no profiles."
        : $"{(NearestName.Of(Name, names) is { } near ? $"did you mean '{near}'? The" : "the")} profiles of '{Path}' are {string.Join(", ", names)}.";
}
