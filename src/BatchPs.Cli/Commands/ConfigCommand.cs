using System.CommandLine;
using System.Text.Json;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine.Configuration;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps config</c>: each setting with its value and where that comes from.</summary>
internal sealed class ConfigCommand : Command
{
    internal ConfigCommand(CliHost host)
        : base("config", "Show each setting and where its value comes from.")
    {
        Option<string?> path = SourceOptions.Text("--config", "PATH", "The configuration file to read.");
        Option<bool> json = OutputOptions.Flag("--json", "One JSON document on standard output.");
        Add(path);
        Add(json);
        SetAction(parsed =>
        {
            BatchConfiguration configuration = SettingOptions.None().Load(host, parsed, parsed.GetValue(path));
            if (parsed.GetValue(json))
            {
                JsonDocumentOutput.Write(writer => Write(writer, configuration));
            }
            else
            {
                Show(host, configuration);
            }

            return ExitCode.Success;
        });
    }

    private static void Show(CliHost host, BatchConfiguration configuration)
    {
        IEnumerable<string[]> rows = configuration.Values.Select(value => new[] { value.Key, value.Value, value.Unit ?? "", value.Origin });
        foreach (string line in TextTable.Lines(["Setting", ">Value", "Unit", "From"], rows))
        {
            host.WriteLine(line);
        }
    }

    private static void Write(Utf8JsonWriter writer, BatchConfiguration configuration)
    {
        writer.WriteStartObject();
        writer.WriteString("file", configuration.FilePath);
        JsonDocumentOutput.WriteArray(writer, "settings", configuration.Values, (json, value) =>
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
        writer.WriteEndObject();
    }
}
