using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine.Configuration;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps config set KEY VALUE</c>, <c>batchps config unset KEY</c>: change the file, and nothing else in it.</summary>
internal sealed class ConfigEditCommand : Command
{
    private readonly CliHost _host;
    private readonly Option<string?> _path = SourceOptions.Text("--config", "PATH", "The file to change; made if it is not there, in a directory that exists.");
    private readonly Option<string?> _profile = SourceOptions.Text("--profile", "NAME", "The profile to change; made if it is not there.");
    private readonly Option<bool> _user = OutputOptions.Flag("--user", "Change the file in the user's configuration directory.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    private ConfigEditCommand(CliHost host, string name, string description)
        : base(name, description)
    {
        _host = host;
        Add(_path);
        Add(_profile);
        Add(_user);
        Add(_json);
    }

    internal static ConfigEditCommand Set(CliHost host)
    {
        var command = new ConfigEditCommand(host, "set", "Write a setting into the configuration file.");
        var key = new Argument<string>("key") { Description = "the key of a setting." };
        var value = new Argument<string>("value") { Description = "a value." };
        command.Add(key);
        command.Add(value);
        command.SetAction(parsed => command.Change(
            parsed, change => change with { Set = new Dictionary<string, string> { [parsed.GetValue(key)!] = parsed.GetValue(value)! } }));
        return command;
    }

    internal static ConfigEditCommand Unset(CliHost host)
    {
        var command = new ConfigEditCommand(host, "unset", "Take a setting out of the configuration file.");
        var key = new Argument<string>("key") { Description = "the key of a setting." };
        command.Add(key);
        command.SetAction(parsed => command.Change(parsed, change => change with { Remove = [parsed.GetValue(key)!] }));
        return command;
    }

    private int Change(ParseResult parsed, Func<ConfigurationChange, ConfigurationChange> what)
    {
        if (parsed.GetValue(_user) && parsed.GetValue(_path) is not null)
        {
            throw Engine.BatchException.Invalid("SeveralFiles", "One file is meant: give --user or --config, not both.", "--user");
        }

        var edit = ConfigurationEdit.Prepare(
            what(new ConfigurationChange
            {
                CurrentDirectory = _host.CurrentDirectory,
                ConfigurationPath = parsed.GetValue(_path),
                Scope = parsed.GetValue(_user) ? ConfigurationScope.User : null,
                Profile = parsed.GetValue(_profile),
                Source = "the command line",
            }),
            _host.Environment);
        edit.Write();
        foreach (string remark in edit.Remarks)
        {
            _host.WriteErrorLine("Warning: " + remark);
        }

        if (parsed.GetValue(_json))
        {
            JsonDocumentOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("file", edit.Path);
                ConfigCommand.WriteSettings(writer, edit.Values);
                writer.WriteEndObject();
            });
        }
        else if (edit.Values.Count > 0)
        {
            ConfigCommand.Show(_host, edit.Values);
        }

        return ExitCode.Success;
    }
}
