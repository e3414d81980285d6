using System.CommandLine;
using System.Globalization;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps runs</c>: the runs there were, the newest first.</summary>
internal sealed class RunsCommand : Command
{
    private static readonly string[] Columns = ["Id", "Name", "State", "Operation", ">Total", ">Failed", "When", ">Duration"];

    private readonly CliHost _host;
    private readonly FilterOptions _filter;
    private readonly Option<string?> _first = SourceOptions.Text("--first", "N", "Only the newest so many.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal RunsCommand(CliHost host)
        : base("runs", "List the runs there were, the newest first.")
    {
        _host = host;
        _filter = new FilterOptions(this);
        Add(_first);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        IEnumerable<RunSummary> runs = _host.Engine.Runs.List(_filter.Read(parsed)).Take(NumberText.Whole("--first", parsed.GetValue(_first), lowest: 1) ?? int.MaxValue);
        if (parsed.GetValue(_json))
        {
            JsonDocumentOutput.Write(writer =>
            {
                writer.WriteStartObject();
                JsonDocumentOutput.WriteArray(writer, "runs", runs, SummaryJson.Write);
                writer.WriteEndObject();
            });
            return ExitCode.Success;
        }

        RunSummary[] listed = [.. runs];
        bool areTagged = listed.Any(run => run.Tags.Count > 0);
        string[] columns = areTagged ? [.. Columns, "Tags"] : Columns;
        foreach (string line in TextTable.Lines(columns, listed.Select(run => areTagged ? (string[])[.. Row(run), string.Join(", ", run.Tags)] : Row(run))))
        {
            _host.WriteLine(line);
        }

        return ExitCode.Success;
    }

    private static string[] Row(RunSummary run) =>
    [
        run.RunId, run.Name ?? "-", run.State.ToString(), run.Operation, HumanText.Count(run.Total), HumanText.Count(run.Failed),
        run.StartedAt.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), HumanText.Elapsed(run.Duration),
    ];
}
