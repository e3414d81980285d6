namespace BatchPs.Engine.Configuration;

/// <summary>Why what a person writes into a configuration file is not what then is in force.</summary>
internal static class ConfigurationRemarks
{
    public static IEnumerable<string> On(
        ConfigurationChange change, string path, ConfigurationSection section, IReadOnlySet<string> keys, IReadOnlyDictionary<string, string> environment)
    {
        if (change.ConfigurationPath is null && ConfigurationFile.Find(change.CurrentDirectory, null, environment) is { } other
            && change.Scope == ConfigurationScope.User && other != path)
        {
            yield return $"'{other}' is read here instead of '{path}'.";
        }

        foreach (var key in SettingKeys.All.Where(key => keys.Contains(key.Name) && key.Variable is not null))
        {
            if (environment.GetValueOrDefault(key.Variable!) is { Length: > 0 } value)
            {
                yield return $"{key.Name} is '{value}' in environment variable {key.Variable}, which is stronger than the file.";
            }
        }

        var inForce = ProfileChoice.OfFile(section, path)?.In(section);
        foreach (var entry in inForce?.Settings.Where(entry => change.Profile is null && keys.Contains(entry.Key)) ?? [])
        {
            yield return $"{entry.Key} is '{entry.Value}' in profile {inForce!.Name}, which the file chooses and which is stronger than its other values.";
        }
    }
}
