using System.CommandLine;
using BatchPs.Cli.Options;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps start SOURCE [DESTINATION]</c>: a new run.</summary>
internal sealed class StartCommand : Command
{
    private readonly CliHost _host;
    private readonly RunOptions _run;
    private readonly OutputOptions _output;
    private readonly Option<bool> _dryRun = OutputOptions.Flag("--dry-run", "Show the plan instead; nothing is written.");

    internal StartCommand(CliHost host)
        : base("start", "Run an operation over files.")
    {
        _host = host;
        _run = new RunOptions(this);
        Add(_dryRun);
        _output = new OutputOptions(this, runs: true);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_dryRun))
        {
            return PlanCommand.Plan(_host, _run, _output, parsed);
        }

        BatchRequest request = _run.Read(_host, parsed);
        OutputMode output = _output.Read(parsed);
        var show = new RunShow(_host, output, _run.Report.Read(_host, parsed, request.Configuration));
        BatchDefinition definition = _host.Engine.Define(request, out IReadOnlyList<RunNotice> notices);
        foreach (RunNotice notice in notices)
        {
            show.Tell(notice);
        }

        return show.Run(definition.Destination, early => _host.Engine.Start(definition, journalPath: _run.Journal(_host, parsed), telling: _output.Telling(_host, parsed), cancellation: early));
    }
}
