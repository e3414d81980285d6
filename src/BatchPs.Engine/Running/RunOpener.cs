using System.Security.Cryptography;
using BatchPs.Engine.Events;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Opens a new run: checks what can be checked before the first item, takes the locks, begins the journal.</summary>
internal sealed class RunOpener(BatchEngine engine, LocalStorage storage, TimeProvider time)
{
    private const int MostNamed = 5;

    internal BatchExecution Start(BatchDefinition definition, IOperation operation, string? journalPath, RunTelling telling, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        string runId = NewId(now);
        string journal = journalPath ?? engine.Runs.DefaultJournalPath(runId);
        using var owned = new OwnedParts();
        ThrowIfTaken(journal);
        IReadOnlyList<string> missing = storage.MissingDirectories(Path.GetDirectoryName(journal)!);
        var log = new RunLog(engine.Loggers, telling.Level, runId);
        RunLocks locks = owned.Add(RunLocks.Take(engine, storage, time, runId, journal));
        log.Engine.LockTaken(journal);

        // Again: one that began and ended meanwhile must not get a second header.
        ThrowIfTaken(journal);
        RequestChannel requests = RequestChannel.Open(storage, journal);
        locks.TakeDestination(definition.Destination);
        log.Run.Started(runId, definition.Operation.Name, definition.Settings.MaxParallelWorkers, definition.Settings.AutoWorkers ? " at first (auto)" : "", journal);
        FileList? files = definition.Selection is null ? null : Select(definition, owned, cancellation);
        if (files is not null)
        {
            log.Engine.Selected(files.Count);
        }

        if (definition.Destination is { } destination)
        {
            owned.Add(Preflight.Make(storage, destination, definition.Settings));
            locks.TakeDestination(destination);
            log.Engine.LockTaken(destination);
            DeadProbes.Sweep(storage, destination);
            Preflight.Check(storage, destination, runId, definition.Settings);
        }

        EventLog? events = telling.EventLog is { } eventLog ? owned.Add(EventLog.Open(eventLog)) : null;
        DiagnosticsFile? diagnostics = operation.KeepsEveryDiagnostic ? OpenDiagnostics(journal, owned) : null;
        JournalWriter writer = Begin(journal, missing, runId, definition, now, owned);
        log.Engine.JournalBegun(journal);
        RunSummary summary = RunSummarizer.Begin(runId, definition, journal, now);
        Save(summary);

        var identification = new Identification(definition, engine.TypesOf(definition));
        IReadOnlyList<ProcessorMetric> metrics = engine.Summarizer.MetricsOf(definition.Operation);
        var builder = new ExecutionBuilder(engine, storage, time, definition, operation, runId, writer, requests, log) { Diagnostics = diagnostics, Telling = telling, Events = events };
        BatchExecution? execution = null;
        execution = builder.Make(new RunStart
        {
            Identification = identification,
            Room = new RunRoom(identification, definition.Settings.MaxBatchSize, log.Tell),
            Metrics = metrics,
            Feed = files is null ? null : _ => files.Select(found => identification.Identify(BatchInput.Selected(found))),
            TakesInput = files is null,
            KnownTotal = files?.Count,
            KnownBytes = files?.Bytes,
            Earlier = engine.EarlierPace(definition),
            Mark = change => engine.Runs.TrySave(change(summary)),
            Finish = outcome =>
            {
                outcome.Totals.AddNotRun(outcome.NotRun);
                RunSummary ended = outcome.Totals.Into(summary with { Duration = outcome.Elapsed }) with
                {
                    State = outcome.State,
                    InputIncomplete = outcome.InputIncomplete,
                    EndedAt = time.GetUtcNow(),
                    Processed = outcome.Totals.Processed,
                    Saved = outcome.Totals.Saved,
                    ItemsPerSecond = outcome.Elapsed > TimeSpan.Zero ? outcome.Totals.Finished / outcome.Elapsed.TotalSeconds : 0,
                    PeakMemoryBytes = outcome.PeakMemoryBytes,
                    CpuSeconds = outcome.CpuSeconds,
                    EtaErrorPercent = outcome.EtaErrorPercent,
                    Error = outcome.Error,
                };
                builder.Dispose();
                files?.Dispose();
                return builder.Conclude(outcome.SyncFailed ? builder.Count(journal, ended with { Duration = TimeSpan.Zero }, outcome) : ended, execution!, locks);
            },
        }, locks);
        owned.Release();
        return execution;
    }

    private static void ThrowIfTaken(string journal)
    {
        if (Path.Exists(journal))
        {
            throw BatchException.Invalid("JournalExists", $"There is a file at '{journal}', where the journal is to be: resume it when it is one, or name another place.", journal);
        }
    }

    private JournalWriter Begin(string path, IReadOnlyList<string> made, string runId, BatchDefinition definition, DateTimeOffset now, OwnedParts owned)
    {
        try
        {
            AppendFile file = owned.Add(storage.OpenAppend(path));
            if (file.Length > 0)
            {
                ThrowIfTaken(path);
            }

            owned.AddUndo(() => Forget(path));
            JournalWriter writer = owned.Add(new JournalWriter(file, nextSequence: 0));
            var header = new JournalHeader(runId, now, definition.Operation.Hash, definition);
            writer.Append(JournalRecords.Header(header, storage.BootId));
            writer.Append(JournalRecords.Opened(0, header, now, storage.BootId, definition.Settings.Durability));
            JournalStart.Secure(storage, writer, path, definition.Settings.Durability, made);
            return writer;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(path, error);
        }
    }

    // Before the journal, whose beginning makes its name durable, too.
    private DiagnosticsFile OpenDiagnostics(string journal, OwnedParts owned)
    {
        string path = DiagnosticsFile.PathOf(journal);
        if (Path.Exists(path))
        {
            throw BatchException.Invalid("JournalExists", $"There is a file at '{path}', where the diagnostics of the run are to be: remove it, or name another place for the journal.", path);
        }

        try
        {
            AppendFile file = storage.OpenAppend(path);
            owned.AddUndo(() => Forget(path));
            return owned.Add(new DiagnosticsFile(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(path, error);
        }
    }

    private void Forget(string path)
    {
        try
        {
            storage.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What the run was refused for is what the person has to know.
        }
    }

    private void Save(RunSummary summary)
    {
        try
        {
            engine.Runs.Save(summary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(engine.Runs.Directory, error);
        }
    }

    /// <summary>Finds all files before the first runs, and refuses what must not begin.</summary>
    private FileList Select(BatchDefinition definition, OwnedParts owned, CancellationToken cancellation)
    {
        FileList files = owned.Add(new FileList());
        var rehearsal = new Identification(definition, engine.TypesOf(definition));
        var refused = new List<ItemError>();
        foreach (SelectedFile found in new Selector(definition.Selection!, engine.Pruned(definition)).Enumerate(cancellation))
        {
            files.Add(found);
            if (rehearsal.Identify(BatchInput.Selected(found)).Rejected is { Code: "OutputCollision" or "MixedTypes" } error && refused.Count < MostNamed)
            {
                refused.Add(error);
            }
        }

        if (refused.Count > 0 || (definition.Settings.MaxBatchSize > 0 && files.Count > definition.Settings.MaxBatchSize))
        {
            throw refused.Count > 0
                ? new BatchException(refused[0].Code, refused[0].Category, string.Join(Environment.NewLine, refused.Select(error => error.Message)), refused[0].File)
                : BatchException.Invalid("TooManyItems", System.FormattableString.Invariant(
                    $"{files.Count} items were selected; the run takes at most {definition.Settings.MaxBatchSize} (max_batch_size)."));
        }

        return files;
    }

    private static string NewId(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyyMMdd-HHmmssfff", System.Globalization.CultureInfo.InvariantCulture) + "-"
        + RandomNumberGenerator.GetHexString(8, lowercase: true);
}
