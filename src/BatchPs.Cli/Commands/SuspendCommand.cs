using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps suspend</c>: asks a live run to begin no further items, and waits until it does not.</summary>
internal sealed class SuspendCommand : Command
{
    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal SuspendCommand(CliHost host)
        : base("suspend", "Suspend a live run: items in work finish, no further ones begin until it is resumed.")
    {
        _host = host;
        _choice = new RunChoice(this, isLive: true);
        Add(_json);
        SetAction(Run);
    }

    /// <summary>Shows a run that was asked something.</summary>
    internal static void Show(CliHost host, RunSummary run, string text, bool json)
    {
        if (json)
        {
            JsonDocumentOutput.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("summary");
                Engine.Reporting.SummaryJson.Write(writer, run);
                writer.WriteEndObject();
            });
        }
        else
        {
            host.WriteLine(text);
        }
    }

    private int Run(ParseResult parsed)
    {
        LiveRun live = _host.Engine.Live(_choice.Find(_host, parsed));
        live.AskToSuspend("batchps suspend");
        live.WaitForSuspension(suspended: true, EngineDefaults.RequestTime);
        RunSummary run = live.Reread();
        Show(_host, run, Text(run), parsed.GetValue(_json));
        return ExitCode.Success;
    }

    // The last items of a run may finish meanwhile.
    private static string Text(RunSummary run) => run.State == RunState.Suspended
        ? $"Run {run.RunId} is suspended. Resume with: batchps resume {run.RunId}"
        : StopCommand.Text(run);
}
