using System.CommandLine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Cli.Options;

/// <summary>The report a run ends with: <c>--export-report</c>, or shorter <c>--report</c>, and <c>--export-format</c>.</summary>
internal sealed class ReportOptions
{
    private readonly Option<string?> _path = SourceOptions.Text("--export-report", "PATH", "Write a report of the run.");

    internal ReportOptions(Command command, SettingOptions settings)
    {
        _path.Aliases.Add("--report");
        command.Add(_path);
        settings.AddFormat(command, "--export-format");
    }

    /// <summary>The report that is wanted; null when none is.</summary>
    internal ReportTarget? Read(CliHost host, ParseResult parsed, BatchConfiguration configuration) =>
        parsed.GetValue(_path) is { } path ? ReportTarget.Of(host, path, configuration, parsed.GetResult("--export-format") is not null) : null;
}
