using BatchPs.Engine.Configuration;

namespace BatchPs.Engine.Running;

/// <summary>Settings of a live run that are to change, checked.</summary>
public sealed class RunTuning
{
    private RunTuning(SortedDictionary<string, string> values) => Values = values;

    /// <summary>Settings that a live run can change, by their names in the configuration.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["max_parallel_workers", "max_rate", "max_load", "max_memory_mb"];

    /// <summary>The new values as text, spelt as in a summary, by setting.</summary>
    public IReadOnlyDictionary<string, string> Values { get; }

    /// <summary>Checks new values.</summary>
    /// <param name="values">Values as text by setting; see <see cref="Keys"/>.</param>
    /// <param name="names">What the front end calls a setting, by setting; null for the settings' own names.</param>
    /// <exception cref="BatchException"><c>NothingToChange</c>, <c>SettingIsFixed</c>, <c>UnknownSetting</c> or <c>BadSettingValue</c>.</exception>
    public static RunTuning Of(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string>? names = null)
    {
        string NameOf(string key) => names?.GetValueOrDefault(key) ?? key;
        if (values.Count == 0)
        {
            throw BatchException.Invalid("NothingToChange", $"Nothing is to be changed; give {string.Join(", ", Keys.SkipLast(1).Select(NameOf))} or {NameOf(Keys[^1])}.");
        }

        var checkedValues = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string given, string text) in values)
        {
            SettingKey key = SettingKeys.AsParameter(given);
            if (!Keys.Contains(key.Name))
            {
                throw BatchException.Invalid("SettingIsFixed", $"Setting '{key.Name}' cannot change while a run is live; {string.Join(", ", Keys)} can.", key.Name);
            }

            checkedValues[key.Name] = key.Set(new RunSettings(), text) is { } set
                ? key.Read(set)
                : throw BatchException.Invalid("BadSettingValue", $"{NameOf(key.Name)} is '{text}'; it takes {key.Range}.", key.Name);
        }

        return new RunTuning(checkedValues);
    }

    /// <summary>What a request of another process brought: what this version does not know, or does not take, is left out.</summary>
    /// <param name="values">Values as text by setting.</param>
    /// <param name="ignored">What was left out, as <c>name=text</c>.</param>
    internal static RunTuning OfRequest(IReadOnlyDictionary<string, string> values, out IReadOnlyList<string> ignored)
    {
        var taken = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var rest = new List<string>();
        foreach ((string name, string text) in values)
        {
            SettingKey? key = Keys.Contains(name) ? SettingKeys.All.First(one => one.Name == name) : null;
            if (text is not null && key?.Set(new RunSettings(), text) is { } set)
            {
                taken[name] = key.Read(set);
            }
            else
            {
                rest.Add($"{name}={text}");
            }
        }

        ignored = rest;
        return new RunTuning(taken);
    }

    /// <summary>Whether a run's configuration, as its summary has it, has these values.</summary>
    internal bool IsIn(IReadOnlyDictionary<string, string> configuration) =>
        Values.All(value => configuration.TryGetValue(value.Key, out string? now) && now == value.Value);

    /// <summary>The settings with the new values.</summary>
    /// <param name="settings">The settings before.</param>
    /// <param name="changes">What changes, such as <c>max_rate from 0 to 10/s</c>.</param>
    internal RunSettings ApplyTo(RunSettings settings, out IReadOnlyList<string> changes)
    {
        var changed = new List<string>();
        foreach ((string name, string text) in Values)
        {
            SettingKey key = SettingKeys.All.First(one => one.Name == name);
            string before = key.Read(settings);
            if (before != text)
            {
                changed.Add($"{name} from {before} to {text}");
                settings = key.Set(settings, text)!;
            }
        }

        changes = changed;
        return settings;
    }
}
