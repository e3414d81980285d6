using System.Text.Json;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Results;

/// <summary>Every run this user has made on this machine: a small summary each, beside its journal.</summary>
public sealed class RunCatalog
{
    private const string SummaryExtension = ".json";
    private const string JournalExtension = ".journal";
    private const string LockExtension = ".lock";
    private const int MostNamed = 5;

    private readonly LocalStorage _storage;
    private readonly Func<JournalState, RunSummary?, RunSummary> _recover;
    private readonly TimeProvider _time;

    internal RunCatalog(string directory, LocalStorage storage, TimeProvider time, Func<JournalState, RunSummary?, RunSummary> recover)
    {
        _time = time;
        Directory = directory;
        _storage = storage;
        _recover = recover;
    }

    /// <summary>Full path of the directory of summaries.</summary>
    public string Directory { get; }

    /// <summary>All runs, the newest first. A live run is counted from its journal each time; one whose process died once, and then remembered
    /// as interrupted.</summary>
    public IEnumerable<RunSummary> List() => List(remember: true).Select(Counted);

    /// <summary>All runs, the newest first.</summary>
    /// <param name="remember">False to write nothing: a dead run is then counted again the next time.</param>
    internal IEnumerable<RunSummary> List(bool remember)
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            return [];
        }

        return System.IO.Directory.EnumerateFiles(Directory)
            .Where(path => Path.GetExtension(path) is SummaryExtension or JournalExtension)
            .Select(path => Path.ChangeExtension(path, SummaryExtension))
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(path => path, StringComparer.Ordinal)
            .Select(path => Read(path, remember))
            .OfType<RunSummary>();
    }

    /// <summary>The runs that are meant, the newest first.</summary>
    /// <param name="filter">Which.</param>
    public IEnumerable<RunSummary> List(RunFilter filter) => List(remember: true).Where(filter.IsMatch).Select(Counted);

    /// <summary>What a retention does with each run it is about, the newest first. Nothing is forgotten by this.</summary>
    /// <param name="retention">What is kept.</param>
    /// <exception cref="BatchException"><c>NothingToForget</c>: it says neither how old runs are nor how many are kept.</exception>
    public IReadOnlyList<RetainedRun> Retain(RunRetention retention) => retention is { OlderThan: null, Keep: null }
        ? throw BatchException.Invalid("NothingToForget", "Neither the age of the runs to forget nor the number of runs to keep was given.")
        : [.. retention.Decide(List(remember: true), _time.GetUtcNow(), SelectionOf)];

    /// <summary>The newest earlier run to compare a run with: of its name; of a run without one, of its operation, root and destination. It has ended.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Null when there is none.</returns>
    public RunSummary? PreviousOf(RunSummary run) => Earlier(run).FirstOrDefault();

    /// <summary>The same, which must be there.</summary>
    /// <exception cref="BatchException"><c>NoPreviousRun</c>: there is none.</exception>
    public RunSummary RequirePreviousOf(RunSummary run) => PreviousOf(run) ?? throw BatchException.Invalid("NoPreviousRun", run.Name is { } name
        ? $"No run with the name '{name}' ended before {run.RunId}, so there is nothing to compare it with. Give the other run's id."
        : $"No run of {run.Operation} with the same root and destination ended before {run.RunId}, so there is nothing to compare it with. Give the other run's id.", run);

    /// <summary>The earlier runs that may be compared with a run, as <see cref="PreviousOf"/> says; the oldest first, the newest so many.</summary>
    /// <param name="run">The run; not among them.</param>
    /// <param name="most">How many at most.</param>
    public IReadOnlyList<RunSummary> Trend(RunSummary run, int most) => [.. Earlier(run).Take(most).Reverse()];

    /// <summary>The newest run.</summary>
    /// <exception cref="BatchException"><c>NoRuns</c>: there is none.</exception>
    public RunSummary Last() => List().FirstOrDefault()
        ?? throw BatchException.Invalid("NoRuns", $"No run is recorded in '{Directory}'.", Directory);

    /// <summary>A run by its id, or by the beginning of it when only one run has that.</summary>
    /// <exception cref="BatchException"><c>RunNotFound</c> or <c>RunAmbiguous</c>.</exception>
    public RunSummary Find(string id)
    {
        string path = PathOf(id);
        if (id.AsSpan().IndexOfAny('/', '\\', '*') < 0 && Read(path, remember: true) is { } exact)
        {
            return Counted(exact);
        }

        RunSummary[] matching = [.. List(remember: true).Where(run => run.RunId.StartsWith(id, StringComparison.Ordinal))];
        return matching switch
        {
            [{ } one] => Counted(one),
            [] => throw BatchException.Invalid("RunNotFound", $"There is no run '{id}'.", id),
            _ => throw BatchException.Invalid("RunAmbiguous", System.FormattableString.Invariant(
                $"More than one run begins with '{id}': {string.Join(", ", matching.Take(MostNamed).Select(run => run.RunId))}{(matching.Length > MostNamed ? System.FormattableString.Invariant($" and {matching.Length - MostNamed:N0} more") : "")}."), id),
        };
    }

    /// <summary>The newest run of a name.</summary>
    /// <exception cref="BatchException"><c>RunNotFound</c>: no run has the name.</exception>
    public RunSummary FindByName(string name) =>
        List(remember: true).FirstOrDefault(run => string.Equals(run.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Counted(found)
            : throw BatchException.Invalid("RunNotFound", $"There is no run with the name '{name}'.", name);

    /// <summary>The newest run that a process executes.</summary>
    /// <param name="name">Its name; null for any.</param>
    /// <returns>Null when there is none.</returns>
    public RunSummary? FindLive(string? name = null) => List(remember: true)
        .FirstOrDefault(run => run.IsLive && (name is null || string.Equals(run.Name, name, StringComparison.OrdinalIgnoreCase))) is { } found
            ? Counted(found)
            : null;

    /// <summary>The run of a journal, wherever that is: also one of another machine.</summary>
    /// <param name="journalPath">Full path.</param>
    /// <exception cref="BatchException"><c>JournalNotFound</c>, <c>JournalUnreadable</c> or <c>JournalTooNew</c>.</exception>
    public RunSummary FindByJournal(string journalPath)
    {
        using JournalState journal = JournalState.Load(journalPath);
        return Known(journal.Header.RunId, journalPath) ?? _recover(journal, null);
    }

    /// <summary>Forgets a run: its summary, its journal, what repairs have kept of that, and its diagnostics. Outputs stay, and so does what is no journal of the run at its journal's place.</summary>
    /// <exception cref="BatchException"><c>RunIsLive</c>: it is being executed.</exception>
    public void Remove(RunSummary run)
    {
        // The summary last: a removal that is cut short can be done again.
        if (System.IO.Directory.Exists(Path.GetDirectoryName(run.JournalPath)) && !IsJournalOfAnother(run))
        {
            RemoveJournal(run);
        }

        _storage.Delete(PathOf(run.RunId));
    }

    // Under its lock, so that no resume can begin meanwhile.
    private void RemoveJournal(RunSummary run)
    {
        using RunLock held = RunLock.Take(LockPathOf(run.JournalPath), run.RunId, "RunIsLive", $"The journal '{run.JournalPath}'", _storage);
        if (!IsJournalOfAnother(run))
        {
            foreach (string kept in File.Exists(run.JournalPath) ? JournalBackup.Of(run.JournalPath).ToArray() : [])
            {
                _storage.Delete(kept);
            }

            _storage.Delete(DiagnosticsFile.PathOf(run.JournalPath));
            _storage.Delete(run.JournalPath);
            new RequestChannel(_storage, run.JournalPath).Clear();
            held.Remove();
        }
    }

    /// <summary>A run as it is now.</summary>
    internal RunSummary Reread(RunSummary run) => Known(run.RunId, run.JournalPath) ?? FindByJournal(run.JournalPath);

    /// <summary>The summaries that are kept, the newest first, as they are: nothing is counted or remembered for them.</summary>
    internal IEnumerable<RunSummary> Kept() => !System.IO.Directory.Exists(Directory) ? [] : System.IO.Directory.EnumerateFiles(Directory, "*" + SummaryExtension)
        .OrderByDescending(path => path, StringComparer.Ordinal)
        .Select(TryReadKept)
        .OfType<RunSummary>();

    private static RunSummary? TryReadKept(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return SummaryJson.Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Whether a live run is suspended; nothing is counted for it.</summary>
    internal bool IsSuspended(RunSummary run) => Read(PathOf(run.RunId), remember: false) is { State: RunState.Suspended } kept && kept.JournalPath == run.JournalPath;

    // Ids sort by the time their runs began.
    private IEnumerable<RunSummary> Earlier(RunSummary run) => List(remember: true)
        .Where(other => string.CompareOrdinal(other.RunId, run.RunId) < 0 && !other.IsLive && IsOfOneLine(other, run));

    private static bool IsOfOneLine(RunSummary one, RunSummary other) => other.Name is { } name
        ? string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase)
        : one.Operation == other.Operation
            && string.Equals(one.Root, other.Root, Selecting.PathScope.Comparison) && string.Equals(one.Destination, other.Destination, Selecting.PathScope.Comparison);

    /// <summary>The settings that a live run uses now; null when it has no summary. Nothing is counted for it.</summary>
    internal IReadOnlyDictionary<string, string>? ConfigurationOf(RunSummary run) =>
        Read(PathOf(run.RunId), remember: false) is { } kept && kept.JournalPath == run.JournalPath ? kept.Configuration : null;

    private RunSummary? Known(string runId, string journalPath)
    {
        string path = PathOf(runId);
        return File.Exists(path) && Read(path, remember: true) is { } run && run.JournalPath == journalPath ? Counted(run) : null;
    }

    internal string DefaultJournalPath(string runId) => Path.Combine(Directory, runId + JournalExtension);

    // Behind the whole name: a journal 'yarn.journal' must not take somebody's 'yarn.lock'.
    internal static string LockPathOf(string journalPath) => journalPath + LockExtension;

    internal void Save(RunSummary summary)
    {
        _storage.CreateDirectory(Directory);
        var bytes = new ByteBuffer();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            SummaryJson.Write(writer, summary);
        }

        string target = PathOf(summary.RunId);
        string temp = TempName.For(summary.RunId, target, Environment.CurrentManagedThreadId);
        var output = new OutputFile(_storage, temp);
        try
        {
            output.Write(bytes.Written);
            output.Seal();
            _storage.Replace(temp, target);
            output.MarkPlaced();
        }
        finally
        {
            output.Release();
        }
    }

    private static Selecting.Selection? SelectionOf(RunSummary run)
    {
        try
        {
            return JournalHeader.Read(run.JournalPath).Definition.Selection;
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Where a person chose the place, another run's journal or any other file may stand there by now.
    private bool IsJournalOfAnother(RunSummary run)
    {
        if (run.JournalPath == DefaultJournalPath(run.RunId) || !File.Exists(run.JournalPath))
        {
            return false;
        }

        try
        {
            return JournalHeader.Read(run.JournalPath).RunId != run.RunId;
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private string PathOf(string runId) => Path.Combine(Directory, runId + SummaryExtension);

    /// <summary>Counts a journal again that has lost records, for the summary that is kept of it.</summary>
    internal void Recount(JournalState journal)
    {
        string kept = PathOf(journal.Header.RunId);
        if (File.Exists(kept) && Read(kept, remember: false) is { } known && known.JournalPath == journal.Path)
        {
            _ = TrySave(_recover(journal, known));
        }
    }

    /// <summary>Keeps a summary where it can be kept; its journal has all that counts.</summary>
    /// <returns>Why it was not kept; null when it was.</returns>
    internal string? TrySave(RunSummary summary)
    {
        try
        {
            Save(summary);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"The summary of run {summary.RunId} could not be kept in '{Directory}': {error.Message}";
        }
    }

    private RunSummary? Read(string path, bool remember)
    {
        if (TryReadKept(path) is not { } summary)
        {
            // Removed meanwhile, or not ours: other runs are still listed.
            return ReadFromJournal(Path.ChangeExtension(path, JournalExtension), remember);
        }

        return summary.State switch
        {
            RunState.Running or RunState.Suspended when !IsLive(summary) => Recover(summary, remember),

            // Who looked while it was dead may have kept that after it was resumed.
            RunState.Interrupted when IsLive(summary) => summary with { State = RunState.Running },
            _ => summary,
        };
    }

    // The process died, or the power was cut, before the summary was kept: the journal has all that counts.
    private RunSummary? ReadFromJournal(string path, bool remember)
    {
        try
        {
            using JournalState journal = JournalState.Load(path);
            if (path != DefaultJournalPath(journal.Header.RunId))
            {
                // A person has put it here; its summary, if there is one, has its own name.
                return null;
            }

            RunSummary found = _recover(journal, null);
            if (IsLive(found))
            {
                return found with { State = RunState.Running };
            }

            if (remember)
            {
                _ = TrySave(found);
            }

            return found;
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsLive(RunSummary summary)
    {
        try
        {
            return RunLock.IsHeld(LockPathOf(summary.JournalPath));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nobody can tell; a lock that cannot be read was not made by a run of this user.
            return false;
        }
    }

    // Its summary is from its start.
    private RunSummary Counted(RunSummary run)
    {
        if (!run.IsLive)
        {
            return run;
        }

        try
        {
            using JournalState journal = JournalState.Load(run.JournalPath);
            return _recover(journal, run) with { State = run.State, InputIncomplete = run.InputIncomplete, EndedAt = null, Error = null };
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            return run;
        }
    }

    private RunSummary Recover(RunSummary dead, bool remember)
    {
        RunSummary recovered;
        try
        {
            using JournalState journal = JournalState.Load(dead.JournalPath);
            recovered = _recover(journal, dead);
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            // One journal that is gone or unreadable must not hide the other runs.
            return dead with
            {
                State = RunState.Interrupted,
                Error = new ItemError(
                    (error as BatchException)?.Code ?? "JournalUnreadable", ErrorCategory.Environment, error.Message, dead.JournalPath),
            };
        }

        if (remember)
        {
            _ = TrySave(recovered);
        }

        return recovered;
    }
}
