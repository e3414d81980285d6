namespace BatchPs.Engine.Configuration;

/// <summary>The settings in force and where each comes from. Weakest first: default, <c>batchps.yaml</c>, its profile that was
/// chosen, environment, parameter.</summary>
public sealed class BatchConfiguration
{
    private const string DefaultOrigin = "default";

    private readonly Dictionary<string, string> origins;

    private BatchConfiguration(string? path, RunSettings settings, Dictionary<string, string> origins, IReadOnlyList<ConfigurationProfile> profiles)
    {
        FilePath = path;
        Profiles = profiles;
        Settings = settings;
        this.origins = origins;
    }

    /// <summary>Every setting, checked.</summary>
    public RunSettings Settings { get; }

    /// <summary>The configuration file that was read; null when there is none.</summary>
    public string? FilePath { get; }

    /// <summary>The profiles of the file, in its order.</summary>
    public IReadOnlyList<ConfigurationProfile> Profiles { get; }

    /// <summary>The profile in force; null when none was chosen.</summary>
    public ConfigurationProfile? Profile => Profiles.FirstOrDefault(profile => profile.IsInForce);

    /// <summary>Every setting as text with its origin, in the order of the documentation.</summary>
    public IReadOnlyList<ConfigurationValue> Values
    {
        get
        {
            var defaults = new RunSettings();
            return
            [
                .. SettingKeys.All.Select(key => new ConfigurationValue(
                    key.Name,
                    key.Read(Settings),
                    origins.GetValueOrDefault(key.Name, DefaultOrigin),
                    key.Read(defaults),
                    key.Range,
                    key.Unit,
                    key.Variable,
                    key.Parameter,
                    key.Meaning)),
            ];
        }
    }

    /// <summary>Every setting as it is when nobody gives one.</summary>
    public static IReadOnlyList<ConfigurationValue> Defaults => Of(null, ConfigurationSection.Empty, null, []).Values;

    /// <summary>Reads and checks the configuration of a run.</summary>
    /// <param name="currentDirectory">
    /// Full path. <c>batchps.yaml</c> is looked for here, in its parents, then in <c>$XDG_CONFIG_HOME/batchps</c>
    /// (<c>~/.config/batchps</c>; on Windows <c>%APPDATA%\BatchPs</c>); the first found is the only one read.
    /// </param>
    /// <param name="configurationPath">The file to read instead; null to look for one.</param>
    /// <param name="environment">Environment variables; an empty one counts as not given.</param>
    /// <param name="parameters">Values by setting or parameter name, such as <c>max_retries</c> or <c>-MaxRetry</c>, in any case.</param>
    /// <param name="parameterNames">What the front end calls the parameters of some settings, by setting; null for the cmdlets' names.</param>
    /// <param name="profile">The profile of the file to apply; null for the one that <c>BATCH_PROFILE</c>, else the file's <c>profile</c>, names.</param>
    /// <exception cref="BatchException">
    /// <c>ConfigurationNotFound</c>, <c>ConfigurationNotReadable</c>, <c>BadConfigurationFile</c>, <c>UnknownSetting</c>, <c>BadSettingValue</c>,
    /// <c>UnknownProfile</c>.
    /// </exception>
    public static BatchConfiguration Load(
        string currentDirectory,
        string? configurationPath,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, string>? parameterNames = null,
        string? profile = null)
    {
        var path = ConfigurationFile.Find(currentDirectory, configurationPath, environment);
        var section = path is null ? ConfigurationSection.Empty : ConfigurationFile.Read(path);
        var choice = ProfileChoice.Of(profile, environment, section, path);
        return Of(path, section, choice, FromEnvironment(environment).Concat(FromParameters(parameters, parameterNames)));
    }

    /// <summary>What a file alone says, its profile applied or none.</summary>
    /// <exception cref="BatchException"><c>UnknownSetting</c>, <c>BadSettingValue</c>, <c>UnknownProfile</c>.</exception>
    internal static BatchConfiguration OfFile(string path, ConfigurationSection section, ProfileChoice? profile) => Of(path, section, profile, []);

    /// <summary>Any settings as text by key, for a summary.</summary>
    public static IReadOnlyDictionary<string, string> Describe(RunSettings settings) =>
        SettingKeys.All.ToDictionary(key => key.Name, key => key.Read(settings));

    /// <summary>Settings with another value of one of them.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="key">Name of the setting, or of its parameter.</param>
    /// <param name="text">The value as text.</param>
    /// <param name="parameter">What the front end calls the parameter it was given by.</param>
    /// <exception cref="BatchException"><c>UnknownSetting</c> or <c>BadSettingValue</c>.</exception>
    public static RunSettings With(RunSettings settings, string key, string text, string parameter) =>
        new GivenSetting(SettingKeys.AsParameter(key), text, "", "parameter " + parameter).ApplyTo(settings);

    /// <summary>Whether a setting was given, so that its value is not the default: operations may have defaults of their own.</summary>
    /// <param name="key">Name in <c>batchps.yaml</c>, for example <c>max_retries</c>.</param>
    public bool IsSet(string key) => origins.ContainsKey(key);

    private static BatchConfiguration Of(string? path, ConfigurationSection section, ProfileChoice? choice, IEnumerable<GivenSetting> stronger)
    {
        var settings = new RunSettings();
        var origins = new Dictionary<string, string>();
        var chosen = choice?.In(section);
        foreach (var given in FromFile(path, section.Settings, "").Concat(FromProfiles(path, section, chosen)).Concat(stronger))
        {
            settings = given.ApplyTo(settings);
            origins[given.Key.Name] = given.Origin;
        }

        return new BatchConfiguration(path, settings, origins, [.. section.Profiles.Select(profile => profile.Show(path!, profile == chosen))]);
    }

    // Those that are not in force are checked, too: who writes one learns now what is wrong with it, not in the night it is for.
    private static IEnumerable<GivenSetting> FromProfiles(string? path, ConfigurationSection section, ProfileSection? chosen)
    {
        foreach (var profile in section.Profiles.Where(profile => profile != chosen))
        {
            foreach (var given in FromFile(path, profile.Settings, $" (profile {profile.Name})"))
            {
                given.ApplyTo(new RunSettings());
            }
        }

        return chosen is null ? [] : FromFile(path, chosen.Settings, $" (profile {chosen.Name})");
    }

    private static IEnumerable<GivenSetting> FromFile(string? path, IReadOnlyList<ConfigurationEntry> entries, string of) =>
        from entry in entries
        let place = $"{path}:{entry.Line}{of}"
        select new GivenSetting(SettingKeys.InFile(entry.Key, place), entry.Value, place, place);

    private static IEnumerable<GivenSetting> FromEnvironment(IReadOnlyDictionary<string, string> environment) =>
        from key in SettingKeys.All
        where key.Variable is not null
        let text = environment.GetValueOrDefault(key.Variable!)
        where !string.IsNullOrEmpty(text)
        select new GivenSetting(key, text, "environment " + key.Variable, "environment variable " + key.Variable);

    private static IEnumerable<GivenSetting> FromParameters(
        IReadOnlyDictionary<string, string> parameters, IReadOnlyDictionary<string, string>? names) =>
        from parameter in parameters
        let key = SettingKeys.AsParameter(parameter.Key)
        let source = "parameter " + (names?.GetValueOrDefault(key.Name) ?? key.Parameter ?? key.Name)
        select new GivenSetting(key, parameter.Value, source, source);
}
