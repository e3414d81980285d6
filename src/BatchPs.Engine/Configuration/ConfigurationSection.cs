using YamlDotNet.RepresentationModel;

namespace BatchPs.Engine.Configuration;

/// <summary>One entry of a configuration file; <paramref name="Value"/> is null when it is a list or a mapping.</summary>
internal sealed record ConfigurationEntry(string Key, string? Value, long Line);

/// <summary>A profile as the file has it.</summary>
internal sealed record ProfileSection(string Name, long Line, IReadOnlyList<ConfigurationEntry> Settings)
{
    /// <summary>The profile for a person.</summary>
    public ConfigurationProfile Show(string path, bool isInForce) => new(
        Name, $"{path}:{Line}", isInForce, Settings.ToDictionary(entry => entry.Key, entry => entry.Value ?? ""));
}

/// <summary>The section <c>batch_processing</c> of a configuration file, not checked yet.</summary>
/// <param name="Settings">Its settings.</param>
/// <param name="Profile">The entry that chooses a profile; null when there is none.</param>
/// <param name="Profiles">Its profiles.</param>
internal sealed record ConfigurationSection(
    IReadOnlyList<ConfigurationEntry> Settings, ConfigurationEntry? Profile, IReadOnlyList<ProfileSection> Profiles)
{
    /// <summary>Key of the entry that chooses a profile.</summary>
    public const string ProfileKey = "profile";

    /// <summary>Key of the mapping of all profiles.</summary>
    public const string ProfilesKey = "profiles";

    /// <summary>The section of a file that has none.</summary>
    public static readonly ConfigurationSection Empty = new([], null, []);

    /// <summary>Reads a section.</summary>
    /// <exception cref="BatchException"><c>BadConfigurationFile</c>: the profiles, or one of them, are no mapping.</exception>
    public static ConfigurationSection Of(string path, YamlMappingNode? section)
    {
        var entries = Entries(section);
        return new ConfigurationSection(
            [.. entries.Where(entry => entry.Key is not (ProfileKey or ProfilesKey))],
            entries.FirstOrDefault(entry => entry.Key == ProfileKey),
            ConfigurationFile.Child(section, ProfilesKey) is { } profiles ? ReadProfiles(path, profiles) : []);
    }

    private static List<ProfileSection> ReadProfiles(string path, YamlNode profiles) =>
    [
        .. from child in ConfigurationFile.MappingOf(path, ProfilesKey, profiles, "profiles") ?? new YamlMappingNode()
           let name = NameOf(child.Key)
           select new ProfileSection(
               name, child.Key.Start.Line, Entries(ConfigurationFile.MappingOf(path, $"{ProfilesKey}: {name}", child.Value, "settings"))),
    ];

    private static List<ConfigurationEntry> Entries(YamlMappingNode? mapping) =>
    [
        .. from child in mapping ?? new YamlMappingNode()
           select new ConfigurationEntry(NameOf(child.Key), child.Value is YamlScalarNode scalar ? scalar.Value ?? "" : null, child.Key.Start.Line),
    ];

    private static string NameOf(YamlNode key) => (key as YamlScalarNode)?.Value ?? ConfigurationFile.Kind(key);
}
