using System.CommandLine;
using System.Globalization;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps stop</c>: asks a live run to stop, and waits until it has.</summary>
internal sealed class StopCommand : Command
{
    private const double DefaultTimeout = 30;
    private const double LongestTimeout = 86400;

    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly Option<bool> _now = OutputOptions.Flag("--now", "Cancel the files in work at once, instead of after 5 s.");
    private readonly Option<string?> _timeout = SourceOptions.Text("--timeout", "S", "How long to wait for its end in seconds; 30 by default, 0 does not wait.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal StopCommand(CliHost host)
        : base("stop", "Stop a live run; it can be resumed.")
    {
        _host = host;
        _choice = new RunChoice(this, isLive: true);
        Add(_now);
        Add(_timeout);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        TimeSpan timeout = Timeout(parsed.GetValue(_timeout));
        LiveRun live = _host.Engine.Live(_choice.Find(_host, parsed));
        live.AskToStop(parsed.GetValue(_now), "batchps stop");
        RunSummary run = live.WaitForEnd(timeout);
        if (timeout > TimeSpan.Zero && live.IsLive)
        {
            throw live.StillLive(timeout);
        }

        SuspendCommand.Show(_host, run, Text(run), parsed.GetValue(_json));
        return ExitCode.Success;
    }

    internal static string Text(RunSummary run) => run.IsLive
        ? $"Run {run.RunId} was asked to stop."
        : $"Run {run.RunId} has ended, {run.State}: {HumanText.Count(run.Succeeded + run.Failed + run.Skipped + run.Unchanged)} of {Items(run)} finished."
            + (run.State == RunState.Completed ? "" : $" Resume with: {ResumeLine(run)}");

    private static string Items(RunSummary run) =>
        IsScript(run) ? HumanText.Count(run.Total) + (run.Total == 1 ? " item" : " items") : HumanText.Files(run.Total);

    // The command line cannot resume what a PowerShell began with a script block.
    private static string ResumeLine(RunSummary run) =>
        IsScript(run) ? $"Resume-Batch -Id {run.RunId}" : $"batchps resume {run.RunId}";

    private static bool IsScript(RunSummary run) => run.Operation == OperationSpec.ScriptBlock;

    private static TimeSpan Timeout(string? text) => text is null ? TimeSpan.FromSeconds(DefaultTimeout)
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= LongestTimeout
            ? TimeSpan.FromSeconds(seconds)
            : throw BatchException.Invalid("BadOptionValue", $"--timeout is '{text}'; it takes seconds, 0 (do not wait) to 86400.", "--timeout");
}
