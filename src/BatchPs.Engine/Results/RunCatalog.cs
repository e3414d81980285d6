using System.Text.Json;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Results;

/// <summary>Every run this user has made on this machine: a small summary each, beside its journal.</summary>
public sealed class RunCatalog
{
    private const string SummaryExtension = ".json";
    private const string LockExtension = ".lock";

    private readonly LocalStorage _storage;
    private readonly Func<JournalState, RunSummary?, RunSummary> _recover;

    internal RunCatalog(string directory, LocalStorage storage, Func<JournalState, RunSummary?, RunSummary> recover)
    {
        Directory = directory;
        _storage = storage;
        _recover = recover;
    }

    /// <summary>Full path of the directory of summaries.</summary>
    public string Directory { get; }

    /// <summary>All runs, the newest first. A run whose process died is counted from its journal once, and then remembered as interrupted.</summary>
    public IEnumerable<RunSummary> List()
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            return [];
        }

        return System.IO.Directory.EnumerateFiles(Directory, "*" + SummaryExtension)
            .OrderByDescending(path => path, StringComparer.Ordinal)
            .Select(Read)
            .OfType<RunSummary>();
    }

    /// <summary>The newest run.</summary>
    /// <exception cref="BatchException"><c>NoRuns</c>: there is none.</exception>
    public RunSummary Last() => List().FirstOrDefault()
        ?? throw BatchException.Invalid("NoRuns", $"No run is recorded in '{Directory}'.", Directory);

    /// <summary>A run by its id, or by the beginning of it when only one run has that.</summary>
    /// <exception cref="BatchException"><c>RunNotFound</c> or <c>RunAmbiguous</c>.</exception>
    public RunSummary Find(string id)
    {
        string path = PathOf(id);
        if (id.AsSpan().IndexOfAny('/', '\\', '*') < 0 && File.Exists(path) && Read(path) is { } exact)
        {
            return exact;
        }

        RunSummary[] matching = [.. List().Where(run => run.RunId.StartsWith(id, StringComparison.Ordinal)).Take(3)];
        return matching switch
        {
            [{ } one] => one,
            [] => throw BatchException.Invalid("RunNotFound", $"There is no run '{id}'.", id),
            _ => throw BatchException.Invalid("RunAmbiguous", $"More than one run begins with '{id}': {string.Join(", ", matching.Select(run => run.RunId))}.", id),
        };
    }

    /// <summary>The newest run of a name.</summary>
    /// <exception cref="BatchException"><c>RunNotFound</c>: no run has the name.</exception>
    public RunSummary FindByName(string name) =>
        List().FirstOrDefault(run => string.Equals(run.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw BatchException.Invalid("RunNotFound", $"There is no run with the name '{name}'.", name);

    /// <summary>The run of a journal, wherever that is: also one of another machine.</summary>
    /// <param name="journalPath">Full path.</param>
    /// <exception cref="BatchException"><c>JournalNotFound</c>, <c>JournalUnreadable</c> or <c>JournalTooNew</c>.</exception>
    public RunSummary FindByJournal(string journalPath)
    {
        using JournalState journal = JournalState.Load(journalPath);
        string known = PathOf(journal.Header.RunId);
        return File.Exists(known) && Read(known) is { } run && run.JournalPath == journalPath ? run : _recover(journal, null);
    }

    /// <summary>Forgets a run: its summary and its journal. Outputs stay.</summary>
    /// <exception cref="BatchException"><c>RunIsLive</c>: it is being executed.</exception>
    public void Remove(RunSummary run)
    {
        string lockPath = LockPathOf(run.JournalPath);
        if (RunLock.IsHeld(lockPath))
        {
            throw new BatchException("RunIsLive", ErrorCategory.Environment, $"Run {run.RunId} is being executed; stop it before it is removed.", run.RunId);
        }

        // The summary last: a removal that is cut short can be done again.
        _storage.Delete(run.JournalPath);
        _storage.Delete(lockPath);
        _storage.Delete(PathOf(run.RunId));
    }

    internal string DefaultJournalPath(string runId) => Path.Combine(Directory, runId + ".journal");

    internal static string LockPathOf(string journalPath) => Path.ChangeExtension(journalPath, LockExtension);

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
            output.Seal(sync: false);
            _storage.Replace(temp, target);
            output.MarkPlaced();
        }
        finally
        {
            output.Release();
        }
    }

    private string PathOf(string runId) => Path.Combine(Directory, runId + SummaryExtension);

    private RunSummary? Read(string path)
    {
        RunSummary summary;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            summary = SummaryJson.Read(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            // Removed meanwhile, or not ours: other runs are still listed.
            return null;
        }

        return summary.State == RunState.Running && !RunLock.IsHeld(LockPathOf(summary.JournalPath)) ? Recover(summary) : summary;
    }

    private RunSummary Recover(RunSummary dead)
    {
        if (!File.Exists(dead.JournalPath))
        {
            return dead with { State = RunState.Interrupted };
        }

        try
        {
            using JournalState journal = JournalState.Load(dead.JournalPath);
            RunSummary recovered = _recover(journal, dead);
            Save(recovered);
            return recovered;
        }
        catch (BatchException damaged)
        {
            // One journal that cannot be read must not hide the other runs.
            return dead with { State = RunState.Interrupted, Error = new ItemError(damaged.Code, damaged.Category, damaged.Message, dead.JournalPath) };
        }
    }
}
