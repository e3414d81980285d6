using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps export</c>: the report of a run.</summary>
internal sealed class ExportCommand : Command
{
    private const string None = "none";

    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly SettingOptions _settings = SettingOptions.None();
    private readonly Option<string?> _path = new("--path") { Description = "Where the report goes.", HelpName = "PATH", Required = true };
    private readonly Option<string?> _rows = SourceOptions.Text("--rows", ChoiceText.Choices<ReportRows>(), "What its rows are; by default the items.");

    private readonly Option<string?> _compareTo = SourceOptions.Text(
        "--compare-to", "ID", "A run to compare it with, or none, in html and text; by default the run before.");

    private readonly Option<bool> _open = new("--open") { Description = "Open it in the default application; a page in $BROWSER where that is set." };

    internal ExportCommand(CliHost host)
        : base("export", "Write the report of a run: HTML, text, JSON, CSV or NDJSON.")
    {
        _host = host;
        _choice = new RunChoice(this);
        Add(_path);
        Add(_rows);
        Add(_compareTo);
        Add(_open);
        _settings.AddFormat(this, "--format");
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        BatchConfiguration configuration = _settings.Load(_host, parsed, configurationPath: null);
        RunSummary run = _choice.Find(_host, parsed);
        ReportTarget report = ReportTarget.Of(_host, parsed.GetValue(_path)!, configuration, parsed.GetResult("--format") is not null);
        ReportRows rows = parsed.GetValue(_rows) is { } text ? ChoiceText.Parse<ReportRows>("--rows", text) : ReportRows.Items;
        ReportBaseline? baseline = parsed.GetValue(_compareTo) switch
        {
            null => null,
            None => ReportBaseline.None,
            { } id => ReportBaseline.Of(_host.Engine, id, report.Format),
        };
        int exitCode = ExitCode.Success;
        report = report.For(run) with { Rows = rows };
        report.Write(_host.Engine, run, baseline, damaged =>
        {
            _host.WriteErrorLine($"{damaged.Code}: {damaged.Message}");
            exitCode = ExitCode.Of(damaged);
        });
        _host.WriteLine($"Report of run {run.RunId} is in '{report.Path}'");
        if (parsed.GetValue(_open))
        {
            Show(report.Path);
        }

        return exitCode;
    }

    // The report is written, whatever becomes of it then.
    private void Show(string file)
    {
        try
        {
            DefaultApplication.Open(file, _host.Environment);
        }
        catch (BatchException nothing)
        {
            _host.WriteErrorLine("Warning: " + nothing.Message);
        }
    }
}
