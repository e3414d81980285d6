using System.CommandLine;
using System.Globalization;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps runs</c>: the runs there were, the newest first.</summary>
internal sealed class RunsCommand : Command
{
    private static readonly string[] Columns = ["Id", "Name", "State", "Operation", ">Total", ">Failed", "When", ">Duration"];

    private readonly CliHost _host;
    private readonly Option<string?> _name = SourceOptions.Text("--name", "NAME", "Only runs of this name.");
    private readonly Option<string?> _state = SourceOptions.Text("--state", "STATE", $"Only runs in this state: {ChoiceText.Names<RunState>()}.");
    private readonly Option<string?> _first = SourceOptions.Text("--first", "N", "Only the newest so many.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal RunsCommand(CliHost host)
        : base("runs", "List the runs there were, the newest first.")
    {
        _host = host;
        Add(_name);
        Add(_state);
        Add(_first);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string? name = parsed.GetValue(_name);
        RunState? state = parsed.GetValue(_state) is { } text ? ChoiceText.Parse<RunState>("--state", text) : null;
        IEnumerable<RunSummary> runs = _host.Engine.Runs.List()
            .Where(run => (name is null || name.Equals(run.Name, StringComparison.OrdinalIgnoreCase)) && (state is null || run.State == state))
            .Take(First(parsed.GetValue(_first)));
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

        foreach (string line in TextTable.Lines(Columns, runs.Select(Row)))
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

    private static int First(string? text) => text is null ? int.MaxValue
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int first) && first > 0 ? first
        : throw BatchException.Invalid("BadOptionValue", $"--first is '{text}'; it takes a whole number, 1 or more.", "--first");
}
