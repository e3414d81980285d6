using System.CommandLine;
using System.Text.Json;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps remove</c>: forgets runs.</summary>
internal sealed class RemoveCommand : Command
{
    private readonly CliHost _host;
    private readonly Argument<string[]> _ids = new("ids") { Description = "Ids of runs, or their beginnings.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _olderThan = SourceOptions.Text("--older-than", "AGE", "Runs that ended longer ago: 30d, 24h, 2w; a number alone is days.");
    private readonly Option<string?> _keep = SourceOptions.Text("--keep", "N", "Keep the newest so many of each name.");
    private readonly FilterOptions _filter;
    private readonly Option<bool> _force = OutputOptions.Flag("--force", "Forget runs, too, from which later runs know what is done.");
    private readonly Option<bool> _dryRun = OutputOptions.Flag("--dry-run", "Say which runs would be forgotten; forget none.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal RemoveCommand(CliHost host)
        : base("remove", "Forget runs, their journals and summaries; outputs stay.")
    {
        _host = host;
        Add(_ids);
        Add(_olderThan);
        Add(_keep);
        _filter = new FilterOptions(this);
        Add(_force);
        Add(_dryRun);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        RetainedRun[] chosen = [.. Chosen(parsed)];
        bool isDry = parsed.GetValue(_dryRun);
        var forgotten = new List<RunSummary>();
        BatchException? refused = null;
        foreach (RunSummary run in chosen.Where(one => one.IsForgotten).Select(one => one.Run))
        {
            try
            {
                if (!isDry)
                {
                    _host.Engine.Runs.Remove(run);
                }

                forgotten.Add(run);
            }
            catch (BatchException error)
            {
                // The others have their turn.
                refused ??= error;
                _host.WriteErrorLine($"batchps: {error.Code}: {error.Message}");
            }
        }

        if (parsed.GetValue(_json))
        {
            JsonDocumentOutput.Write(writer => Write(writer, isDry, forgotten, chosen));
        }
        else
        {
            Tell(isDry, forgotten, chosen);
        }

        return refused is null ? ExitCode.Success : ExitCode.Of(refused);
    }

    private IEnumerable<RetainedRun> Chosen(ParseResult parsed)
    {
        string[] ids = parsed.GetValue(_ids) ?? [];
        string? olderThan = parsed.GetValue(_olderThan);
        int? keep = NumberText.Whole("--keep", parsed.GetValue(_keep), lowest: 0);
        RunFilter filter = _filter.Read(parsed);
        if (ids.Length > 0)
        {
            return olderThan is null && keep is null && !_filter.IsGiven(parsed)
                ? ids.Select(_host.Engine.Runs.Find).Select(run => new RetainedRun(run, RetentionReason.None)).DistinctBy(one => one.Run.RunId).ToArray()
                : throw BatchException.Invalid("SeveralRuns", "Give the ids of the runs to forget, or say which with --older-than, --keep and filters, not both.");
        }

        return _host.Engine.Runs.Retain(new RunRetention
        {
            Filter = filter,
            OlderThan = olderThan is null ? null
                : RunTime.Age(olderThan) ?? throw BatchException.Invalid("BadOptionValue", $"--older-than is '{olderThan}'; it takes {RunTime.Ages}.", "--older-than"),
            Keep = keep,
            Force = parsed.GetValue(_force),
        });
    }

    private void Tell(bool isDry, List<RunSummary> forgotten, RetainedRun[] chosen)
    {
        foreach (RunSummary run in forgotten)
        {
            _host.WriteLine($"{(isDry ? "Would forget" : "Forgot")} {run.RunId}{(run.Name is null ? "" : $" '{run.Name}'")} ({run.Operation}, {run.State})");
        }

        foreach (RetainedRun kept in chosen.Where(one => one.Kept is RetentionReason.Live or RetentionReason.Memory))
        {
            _host.WriteLine($"Kept {kept.Run.RunId}: {kept.Reason}");
        }

        _host.WriteLine(FormattableString.Invariant($"{forgotten.Count:N0} {(forgotten.Count == 1 ? "run" : "runs")} {(isDry ? "would be forgotten" : "forgotten")}, {chosen.Count(one => !one.IsForgotten):N0} kept"));
    }

    private static void Write(Utf8JsonWriter json, bool isDry, List<RunSummary> forgotten, RetainedRun[] chosen)
    {
        json.WriteStartObject();
        json.WriteBoolean("dryRun", isDry);
        JsonDocumentOutput.WriteArray(json, "removed", forgotten, (writer, run) => writer.WriteStringValue(run.RunId));
        JsonDocumentOutput.WriteArray(json, "kept", chosen.Where(one => !one.IsForgotten), (writer, one) =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", one.Run.RunId);
            writer.WriteString("reason", JsonNamingPolicy.CamelCase.ConvertName(one.Kept.ToString()));
            writer.WriteEndObject();
        });
        json.WriteEndObject();
    }
}
