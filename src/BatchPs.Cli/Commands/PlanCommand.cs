using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps plan</c>: what <c>start</c> would do, with the same options.</summary>
internal sealed class PlanCommand : Command
{
    internal PlanCommand(CliHost host)
        : base("plan", "Show what a run would do with each file, and why. Nothing is written.")
    {
        var run = new RunOptions(this);
        var output = new OutputOptions(this);
        SetAction(parsed => Plan(host, run, output, parsed));
    }

    /// <summary>Shows the plan of a run.</summary>
    internal static int Plan(CliHost host, RunOptions run, OutputOptions output, ParseResult parsed)
    {
        OutputMode mode = output.Read(parsed);
        var show = new RunShow(host, mode, report: null);
        BatchDefinition definition = host.Engine.Define(run.Read(host, parsed), out IReadOnlyList<RunNotice> notices);
        foreach (RunNotice notice in notices)
        {
            show.Tell(notice);
        }

        using BatchPlan plan = host.Engine.Plan(definition);
        new PlanShow(host, mode).Show(plan);
        return ExitCode.Success;
    }
}
