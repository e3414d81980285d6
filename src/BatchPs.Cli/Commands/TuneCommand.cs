using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps tune</c>: changes settings of a live run, and waits until it has them.</summary>
internal sealed class TuneCommand : Command
{
    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly SettingOptions _settings;
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal TuneCommand(CliHost host)
        : base("tune", "Change a live run: how many items at a time, how fast, and within which limits.")
    {
        _host = host;
        _choice = new RunChoice(this, isLive: true);
        _settings = SettingOptions.ForTune(this);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        RunTuning tuning = _settings.Tuning(parsed);
        LiveRun live = _host.Engine.Live(_choice.Find(_host, parsed));
        live.AskToTune(tuning, "batchps tune");
        live.WaitForTuning(tuning, EngineDefaults.RequestTime);
        RunSummary run = live.Reread();
        SuspendCommand.Show(_host, run, Text(run, tuning), parsed.GetValue(_json));
        return ExitCode.Success;
    }

    // The last items of a run may finish meanwhile.
    private static string Text(RunSummary run, RunTuning tuning) => run.IsLive
        ? $"Run {run.RunId} goes on with {string.Join(", ", tuning.Values.Select(value => $"{value.Key} {value.Value}"))}."
        : StopCommand.Text(run);
}
