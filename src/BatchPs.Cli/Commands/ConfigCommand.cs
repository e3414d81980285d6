using System.CommandLine;
using System.Text.Json;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine.Configuration;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps config</c>: each setting with its value and where that comes from; <c>set</c> and <c>unset</c> change the file.</summary>
internal sealed class ConfigCommand : Command
{
    internal ConfigCommand(CliHost host)
        : base("config", "Show each setting and where its value comes from; or change the file.")
    {
        Option<string?> path = SourceOptions.Text("--config", "PATH", "The configuration file to read.");
        Option<string?> profile = SourceOptions.Text("--profile", "NAME", "The profile of the file to apply.");
        Option<bool> json = OutputOptions.Flag("--json", "One JSON document on standard output.");
        Add(path);
        Add(profile);
        Add(json);
        Add(ConfigEditCommand.Set(host));
        Add(ConfigEditCommand.Unset(host));
        SetAction(parsed =>
        {
            BatchConfiguration configuration = SettingOptions.None().Load(host, parsed, parsed.GetValue(path), parsed.GetValue(profile));
            if (parsed.GetValue(json))
            {
                JsonDocumentOutput.Write(writer => Write(writer, configuration));
            }
            else
            {
                Show(host, configuration.Values);
                ShowProfiles(host, configuration);
            }

            return ExitCode.Success;
        });
    }

    /// <summary>A line a setting.</summary>
    internal static void Show(CliHost host, IReadOnlyList<ConfigurationValue> values)
    {
        IEnumerable<string[]> rows = values.Select(value => new[] { value.Key, value.Value, value.Unit ?? "", value.Origin });
        foreach (string line in TextTable.Lines(["Setting", ">Value", "Unit", "From"], rows))
        {
            host.WriteLine(line);
        }
    }

    private static void ShowProfiles(CliHost host, BatchConfiguration configuration)
    {
        if (configuration.Profiles.Count > 0)
        {
            IEnumerable<string> names = configuration.Profiles.Select(profile => profile.Name + (profile.IsInForce ? " (in force)" : ""));
            host.WriteLine("");
            host.WriteLine($"Profiles: {string.Join(", ", names)}");
        }
    }

    private static void Write(Utf8JsonWriter writer, BatchConfiguration configuration)
    {
        writer.WriteStartObject();
        writer.WriteString("file", configuration.FilePath);
        writer.WriteString("profile", configuration.Profile?.Name);
        WriteSettings(writer, configuration.Values);
        JsonDocumentOutput.WriteArray(writer, "profiles", configuration.Profiles, (json, profile) =>
        {
            json.WriteStartObject();
            json.WriteString("name", profile.Name);
            json.WriteString("origin", profile.Origin);
            json.WriteStartObject("settings");
            foreach ((string key, string value) in profile.Settings)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    /// <summary>The property <c>settings</c>.</summary>
    internal static void WriteSettings(Utf8JsonWriter writer, IReadOnlyList<ConfigurationValue> values) =>
        JsonDocumentOutput.WriteArray(writer, "settings", values, (json, value) =>
        {
            json.WriteStartObject();
            json.WriteString("key", value.Key);
            json.WriteString("value", value.Value);
            json.WriteString("origin", value.Origin);
            json.WriteString("default", value.Default);
            json.WriteString("range", value.Range);
            json.WriteString("unit", value.Unit);
            json.WriteString("environment", value.Environment);
            json.WriteString("meaning", value.Meaning);
            json.WriteEndObject();
        });
}
