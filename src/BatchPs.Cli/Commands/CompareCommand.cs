using System.CommandLine;
using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Comparing;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps compare</c>: what differs between two runs.</summary>
internal sealed class CompareCommand : Command
{
    private readonly CliHost _host;
    private readonly Argument<string[]> _ids = new("ids")
    {
        Description = "Ids of two runs, before and after, or their beginnings; one is compared with the run before it.", Arity = new ArgumentArity(0, 2),
    };

    private readonly Option<bool> _last = OutputOptions.Flag("--last", "The newest run with the one before it of the same name; the default.");
    private readonly Option<string?> _name = SourceOptions.Text("--name", "NAME", "The newest two runs of a name.");
    private readonly Option<string?> _margin = SourceOptions.Text("--margin", "PERCENT", "How much longer an item must take to be slower; by default 25.");
    private readonly Option<string?> _runMargin = SourceOptions.Text("--run-margin", "PERCENT", "How much longer the items must take in the median for the run to be slower; by default 20.");
    private readonly Option<string?> _difference = SourceOptions.Text("--min-difference", "SECONDS", "Smaller differences of an item's time are not told; by default 0.25.");
    private readonly Option<string?> _metricMargin = SourceOptions.Text("--metric-margin", "PERCENT", "How much an item's metric may move; by default 0.");
    private readonly Option<string[]> _kinds = new("--kind") { Description = $"Only changes of this kind: {ChoiceText.Names<ItemChangeKind>()}.", HelpName = "KIND" };
    private readonly Option<bool> _fail = OutputOptions.Flag("--fail-on-regression", "End with 1 when something got worse.");
    private readonly Option<string[]> _failOn = new("--fail-on")
    {
        Description = $"The same, and what counts as worse, parted by commas: {ChoiceText.Names<RegressionKind>()}.", HelpName = "KINDS",
    };

    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal CompareCommand(CliHost host)
        : base("compare", "Compare two runs: what fails newly, what is slower, what else changed.")
    {
        _host = host;
        Add(_ids);
        foreach (Option option in new Option[] { _last, _name, _margin, _runMargin, _difference, _metricMargin, _kinds, _fail, _failOn, _json })
        {
            Add(option);
        }

        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        ComparisonOptions options = Read(parsed);
        ItemChangeKind[] kinds = [.. Words(parsed.GetValue(_kinds)).Select(text => ChoiceText.Parse<ItemChangeKind>("--kind", text))];
        (RunSummary before, RunSummary after) = Runs(parsed);
        RunComparison comparison = BatchEngine.Compare(before, after, options);
        if (kinds.Length > 0)
        {
            comparison = comparison with { Changes = [.. comparison.Changes.Where(change => kinds.Contains(change.Kind))] };
        }

        if (parsed.GetValue(_json))
        {
            JsonDocumentOutput.Write(writer => ComparisonJson.Write(writer, comparison));
        }
        else
        {
            foreach (string line in ComparisonLines.Of(comparison, kinds))
            {
                _host.WriteLine(line);
            }
        }

        return comparison.IsRegression && (parsed.GetValue(_fail) || parsed.GetValue(_failOn) is { Length: > 0 }) ? ExitCode.SomeFailed : ExitCode.Success;
    }

    private (RunSummary Before, RunSummary After) Runs(ParseResult parsed)
    {
        string[] ids = parsed.GetValue(_ids) ?? [];
        string? name = parsed.GetValue(_name);
        if (new[] { ids.Length > 0, name is not null, parsed.GetValue(_last) }.Count(one => one) > 1)
        {
            throw BatchException.Invalid("SeveralRuns", "Two runs are compared: give their ids, --name or --last, not two of them.");
        }

        RunCatalog runs = _host.Engine.Runs;
        return ids.Length == 2
            ? (runs.Find(ids[0]), runs.Find(ids[1]))
            : WithPrevious(runs, ids is [{ } id] ? runs.Find(id) : name is not null ? runs.FindByName(name) : runs.Last());
    }

    private static (RunSummary Before, RunSummary After) WithPrevious(RunCatalog runs, RunSummary run) => (runs.RequirePreviousOf(run), run);

    private ComparisonOptions Read(ParseResult parsed)
    {
        var usual = new ComparisonOptions();
        string[] failOn = [.. Words(parsed.GetValue(_failOn))];
        return usual with
        {
            Margin = Percent("--margin", parsed.GetValue(_margin), 1_000_000) ?? usual.Margin,
            RunMargin = Percent("--run-margin", parsed.GetValue(_runMargin), 1_000_000) ?? usual.RunMargin,
            MinimumDifference = NumberText.Decimal("--min-difference", parsed.GetValue(_difference), "seconds") ?? usual.MinimumDifference,
            MetricMargin = Percent("--metric-margin", parsed.GetValue(_metricMargin), 100) ?? usual.MetricMargin,
            FailOn = failOn.Length == 0 ? usual.FailOn : [.. failOn.Select(text => ChoiceText.Parse<RegressionKind>("--fail-on", text))],
        };
    }

    private static double? Percent(string option, string? text, double highest) => NumberText.Decimal(option, text, "percent", highest) / 100;

    private static IEnumerable<string> Words(string[]? texts) =>
        (texts ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
