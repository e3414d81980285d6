using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Comparing;

/// <summary>Says in what two runs differ before any item is looked at.</summary>
internal sealed class RunDifferences(RunSummary beforeRun, JournalState before, RunSummary afterRun, JournalState after)
{
    // Where a run tells itself apart from another by its nature, or nothing follows for its items.
    private static readonly HashSet<string> Unheeded = ["progress_update_interval", "progress_every_items", "export_format"];

    internal IEnumerable<string> Notes()
    {
        foreach (string note in Operations(Definition(before), Definition(after)).Concat(Places()).Concat(Settings()).Concat(Ending(beforeRun, before)))
        {
            yield return note;
        }

        foreach (string note in beforeRun.RunId == afterRun.RunId ? ["Both are the same run."] : Ending(afterRun, after))
        {
            yield return note;
        }
    }

    private static OperationSpec Definition(JournalState journal) =>
        (journal.Executions > 1 ? CurrentDefinition.Of(journal.Header, journal.Path) : journal.Header.Definition).Operation;

    private static IEnumerable<string> Operations(OperationSpec was, OperationSpec now)
    {
        if (was.Name != now.Name)
        {
            yield return $"The operations differ: {was.Name}, now {now.Name}.";
            yield break;
        }

        if (was.Version != now.Version)
        {
            yield return $"The versions of {now.Name} differ: {was.Version}, now {now.Version}.";
        }

        string[] options = [.. was.Options.Keys.Union(now.Options.Keys).Order(StringComparer.Ordinal)
            .Where(name => was.Options.GetValueOrDefault(name) != now.Options.GetValueOrDefault(name))
            .Select(name => $"{name} {was.Options.GetValueOrDefault(name) ?? "(default)"} -> {now.Options.GetValueOrDefault(name) ?? "(default)"}")];
        if (options.Length > 0)
        {
            yield return $"Options of {now.Name} differ: {string.Join(", ", options)}.";
        }

        if (was.DifferencesTo(now) is { Count: > 0 } differences)
        {
            yield return $"The operation differs in {string.Join(", ", differences)}.";
        }
    }

    private IEnumerable<string> Places()
    {
        if (!string.Equals(beforeRun.Root, afterRun.Root, PathScope.Comparison))
        {
            yield return $"The roots differ: {Quoted(beforeRun.Root)}, now {Quoted(afterRun.Root)}. Items are matched by their paths below them.";
        }

        if (!string.Equals(beforeRun.Destination, afterRun.Destination, PathScope.Comparison))
        {
            yield return $"The destinations differ: {Quoted(beforeRun.Destination)}, now {Quoted(afterRun.Destination)}.";
        }
    }

    private IEnumerable<string> Settings()
    {
        string[] settings = [.. beforeRun.Configuration.Keys.Intersect(afterRun.Configuration.Keys).Except(Unheeded).Order(StringComparer.Ordinal)
            .Where(name => beforeRun.Configuration[name] != afterRun.Configuration[name])
            .Select(name => $"{name} {beforeRun.Configuration[name]} -> {afterRun.Configuration[name]}")];
        if (settings.Length > 0)
        {
            yield return $"Settings differ: {string.Join(", ", settings)}.";
        }
    }

    private static IEnumerable<string> Ending(RunSummary run, JournalState journal)
    {
        if (run.IsLive)
        {
            yield return $"Run {run.RunId} is still live; what it has recorded so far is compared.";
        }
        else if (run.State != RunState.Completed)
        {
            yield return $"Run {run.RunId} did not complete ({run.State}).";
        }

        if (journal.InputIncomplete)
        {
            yield return $"Run {run.RunId} has not read its whole input; items it has not are not told as new or gone.";
        }

        if (journal.Condition.IsCorrupt)
        {
            yield return $"The journal of run {run.RunId} is damaged; items whose result is lost are not compared.";
        }
    }

    private static string Quoted(string? path) => path is null ? "none" : $"'{path}'";
}
