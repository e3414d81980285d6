using System.CommandLine;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps resume</c>: goes on with a run.</summary>
internal sealed class ResumeCommand : Command
{
    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly OutputOptions _output;
    private readonly SettingOptions _settings;
    private readonly ReportOptions _report;
    private readonly Option<string?> _mode = SourceOptions.Text("--mode", "rest|failed-and-rest|failed-only", "What runs; by default the rest.");
    private readonly Option<string?> _assembly = RunOptions.AssemblyOption();
    private readonly Option<string?> _runTimeout = RunOptions.RunTimeoutOption("Time limit of this execution in seconds; 0 is none; by default as the run was started.");
    private readonly Option<bool> _force = OutputOptions.Flag("--force", "Go on although the operation is another now.");

    internal ResumeCommand(CliHost host)
        : base("resume", "Go on with a run that was stopped, failed or died.")
    {
        _host = host;
        _choice = new RunChoice(this);
        Add(_mode);
        Add(_assembly);
        Add(_runTimeout);
        Add(_force);
        _settings = SettingOptions.ForResume(this);
        _report = new ReportOptions(this, _settings);
        _output = new OutputOptions(this, runs: true);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ResumeMode mode = parsed.GetValue(_mode) is { } text ? ChoiceText.Parse<ResumeMode>("--mode", text) : ResumeMode.Rest;
        double? limit = parsed.GetValue(_runTimeout) is { } seconds ? RunOptions.Seconds("--run-timeout", seconds) : null;
        BatchConfiguration configuration = _settings.Load(_host, parsed, configurationPath: null);
        RunSummary run = _choice.Find(_host, parsed);
        OutputMode output = _output.Read(parsed);
        if (_host.Engine.FindSuspended(run.JournalPath) is { } live)
        {
            return Wake(live, output);
        }

        ReportTarget? report = _report.Read(_host, parsed, configuration);
        var show = new RunShow(_host, output, report);
        BatchEngine engine = _host.Engine;
        return show.Run(run.Destination, _ => engine.Resume(new ResumeRequest
        {
            JournalPath = run.JournalPath,
            Mode = mode,
            Telling = _output.Telling(_host, parsed),
            Force = parsed.GetValue(_force),
            RunTimeout = limit,
            ProcessorAssembly = parsed.GetValue(_assembly) is { } assembly ? _host.FullPath(assembly) : null,
            Adjust = settings => _settings.AddTo(settings, parsed),
        }), Finished);
    }

    /// <summary>Tells a live run that is suspended to go on where it is.</summary>
    private int Wake(LiveRun live, OutputMode output)
    {
        live.AskToResume("batchps resume");
        live.WaitForSuspension(suspended: false, EngineDefaults.RequestTime);
        if (!output.Quiet || output.Json)
        {
            SuspendCommand.Show(_host, live.Reread(), $"Run {live.Run.RunId} was suspended and goes on where it is live.", output.Json);
        }

        return ExitCode.Success;
    }

    /// <summary>What is said of a run that had nothing left to do: that succeeds.</summary>
    private static RunNotice? Finished(RunSummary run) => run is { State: RunState.Completed, Processed: 0 }
        ? new RunNotice(NoticeLevel.Information, $"Run {run.RunId} is finished; there was nothing to resume."
            + (run.Failed > 0 ? $" {HumanText.Files(run.Failed)} failed: --mode failed-only runs them again." : ""))
        : null;
}
