using System.CommandLine;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps results</c>: the results of a run in the order of its items, also while it is live.</summary>
internal sealed class ResultsCommand : Command
{
    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly Option<string?> _status = SourceOptions.Text("--status", "STATUS", $"Only items in this state: {ChoiceText.Names<ItemStatus>()}.");
    private readonly Option<bool> _diagnostics = OutputOptions.Flag("--diagnostics", "Every diagnostic of the items instead, of a run that keeps them.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal ResultsCommand(CliHost host)
        : base("results", "Show the results of a run.")
    {
        _host = host;
        _choice = new RunChoice(this);
        Add(_status);
        Add(_diagnostics);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ItemStatus? status = parsed.GetValue(_status) is { } text ? ChoiceText.Parse<ItemStatus>("--status", text) : null;
        RunSummary run = _choice.Find(_host, parsed);
        IEnumerable<BatchResult> results = BatchEngine.Results(run, notice => _host.WriteErrorLine("Warning: " + notice.Message)).Where(result => status is null || result.Status == status);
        if (parsed.GetValue(_diagnostics))
        {
            return new DiagnosticsShow(_host).Show(run, results, parsed.GetValue(_json));
        }

        if (parsed.GetValue(_json))
        {
            JsonDocumentOutput.WriteRun(run, results);
            return ExitCode.Success;
        }

        foreach (BatchResult result in results)
        {
            _host.WriteLine(ItemText.Of(result));
        }

        return ExitCode.Success;
    }
}
