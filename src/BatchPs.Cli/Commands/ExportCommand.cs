using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps export</c>: the report of a run.</summary>
internal sealed class ExportCommand : Command
{
    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly SettingOptions _settings = SettingOptions.None();
    private readonly Option<string?> _path = new("--path") { Description = "Where the report goes.", HelpName = "PATH", Required = true };
    private readonly Option<string?> _rows = SourceOptions.Text("--rows", ChoiceText.Choices<ReportRows>(), "What its rows are; by default the items.");

    internal ExportCommand(CliHost host)
        : base("export", "Write the report of a run, JSON, CSV or NDJSON.")
    {
        _host = host;
        _choice = new RunChoice(this);
        Add(_path);
        Add(_rows);
        _settings.AddFormat(this, "--format");
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        BatchConfiguration configuration = _settings.Load(_host, parsed, configurationPath: null);
        RunSummary run = _choice.Find(_host, parsed);
        ReportTarget report = ReportTarget.Of(_host, parsed.GetValue(_path)!, configuration, parsed.GetResult("--format") is not null);
        ReportRows rows = parsed.GetValue(_rows) is { } text ? ChoiceText.Parse<ReportRows>("--rows", text) : ReportRows.Items;
        int exitCode = ExitCode.Success;
        (report with { Rows = rows }).Write(run, damaged =>
        {
            _host.WriteErrorLine($"{damaged.Code}: {damaged.Message}");
            exitCode = ExitCode.Of(damaged);
        });
        _host.WriteLine($"Report of run {run.RunId} is in '{report.Path}'");
        return exitCode;
    }
}
