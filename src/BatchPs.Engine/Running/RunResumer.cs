using BatchPs.Engine.Configuration;
using BatchPs.Engine.Events;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Opens a run that has a journal: reads it, repairs it, cleans up after its dead process, and finds what is left to do.</summary>
internal sealed class RunResumer(BatchEngine engine, LocalStorage storage, TimeProvider time)
{
    internal BatchExecution Resume(ResumeRequest request)
    {
        using var owned = new OwnedParts();
        JournalHeader header = JournalHeader.Read(request.JournalPath);
        string runId = header.RunId;
        var log = new RunLog(engine.Loggers, request.Telling.Level, runId);
        RunLocks locks = owned.Add(RunLocks.Take(engine, storage, time, runId, request.JournalPath));
        log.Engine.LockTaken(request.JournalPath);
        if (!File.Exists(request.JournalPath))
        {
            // Removed since its header was read.
            JournalHeader.Read(request.JournalPath);
        }

        RequestChannel requests = RequestChannel.Open(storage, request.JournalPath);
        BatchDefinition recorded = CurrentDefinition.Of(header, request.JournalPath);
        locks.TakeDestination(recorded.Destination);
        BatchDefinition definition = Current(recorded, request);
        IOperation work = engine.OperationOf(definition.Operation, request.Script);
        definition = definition with { Operation = new CurrentOperation(engine, request).WithFiles(definition.Operation, work.Files) };
        if (definition.Destination is { } destination)
        {
            owned.Add(Preflight.Make(storage, destination, definition.Settings));
            locks.TakeDestination(destination);
            log.Engine.LockTaken(destination);
            Preflight.Check(storage, destination, runId, definition.Settings);
        }

        EventLog? events = request.Telling.EventLog is { } eventLog ? owned.Add(EventLog.Open(eventLog)) : null;

        JournalState journal = owned.Add(Recover(request.JournalPath, out RunNotice? damage));
        log.Engine.JournalRead(journal.Path, journal.Count, damage?.Message ?? "It is whole.");
        DiagnosticsFile? diagnostics = work.KeepsEveryDiagnostic ? owned.Add(OpenDiagnostics(journal.Path, definition.Settings.Durability)) : null;
        SecureRecords(journal, definition);

        // The sweep before the journal goes on: it asks what the last execution recorded.
        new Leftovers(storage, journal, engine.Runs.Directory).Sweep();
        RunSummary known = RunSummarizer.Resume(journal, definition);
        log.Run.Resumed(runId, request.Mode, known.Total, known.Succeeded + known.Failed + known.Skipped + known.Unchanged, journal.Path);
        bool wasCompleted = journal.WasCompleted && known.NotRun + known.Interrupted == 0;
        OperationSpec? forced = definition.Operation.Hash == header.Definition.Operation.Hash ? null : definition.Operation;
        JournalWriter writer = owned.Add(Reopen(journal, definition.Settings.Durability, forced, wasCompleted));
        string? unsaved = engine.Runs.TrySave(known);

        string? other = forced?.Hash;
        var identification = new Identification(definition, engine.TypesOf(definition), journal.Count);
        var judge = new Judge(storage, other ?? journal.Header.OperationHash, byContent: definition.Settings.EnableIncremental == IncrementalMode.Content);
        var feed = new ResumeFeed(journal, judge, storage.BootId, request.Mode, identification, request.Restore) { TakesInput = request.TakesInput, Log = log };
        bool findsNew = definition.Selection is not null && request.Mode != ResumeMode.FailedOnly && (known.InputIncomplete || journal.LostItems().Any());
        bool endsComplete = findsNew || request.TakesInput || !known.InputIncomplete;
        var finished = new FinishedCounts(known.Succeeded, request.Mode == ResumeMode.Rest ? known.Failed : 0, known.Skipped + known.Unchanged);
        BatchExecution? execution = null;
        var room = new RunRoom(identification, definition.Settings.MaxBatchSize, log.Tell);
        NewFiles? found = findsNew ? owned.Add(new NewFiles(new Selector(definition.Selection!, engine.Pruned(definition)), feed, room)) : null;
        var builder = new ExecutionBuilder(
            engine, storage, time, definition, work, runId, writer, requests, log)
        {
            OtherOperation = other, Telling = request.Telling, Diagnostics = diagnostics, Events = events, Aftermath = new Aftermath(journal.OtherBootSince(storage.BootId), journal.HasFailedSync, MayHaveTemps: true),
        };
        execution = builder.Make(new RunStart
        {
            Identification = identification,
            Room = room,
            Metrics = engine.Summarizer.MetricsOf(definition.Operation),
            Feed = stop => Items(feed, found, definition.Ordered, request.TakesInput ? null : log.Tell, stop),
            TakesInput = request.TakesInput,
            InputStaysIncomplete = !endsComplete,
            InputHasEnded = !known.InputIncomplete,
            WasCompleted = wasCompleted,
            LeavesUnfinished = () => feed.LeavesUnfinished,
            Recognise = feed.Recognise,
            New = input => feed.New(input),
            KnownTotal = known.InputIncomplete && (findsNew || request.TakesInput) ? null : journal.Count,
            FoundTotal = () => request.TakesInput ? null : found?.Total,
            Execution = known.Executions,
            Earlier = engine.EarlierPace(definition),
            AlreadyFinished = forced is null ? () => finished - feed.FinishedAgain : () => feed.StaysFinished,
            BytesAlreadyFinished = () => feed.BytesFinished,
            NotForThis = () => feed.NotForThis,
            Mark = change => engine.Runs.TrySave(change(known)),
            Finish = outcome =>
            {
                builder.Dispose();
                found?.Dispose();
                journal.Dispose();
                RunSummary ended = builder.Conclude(builder.Count(request.JournalPath, known, outcome), execution!, locks);
                return outcome.LeftNoTrace ? ended with { Processed = 0, Saved = 0, ItemsPerSecond = 0, CpuSeconds = 0, EtaErrorPercent = null } : ended;
            },
        }, locks);
        owned.Release();
        if (unsaved is not null)
        {
            execution.Notify(new RunNotice(NoticeLevel.Warning, unsaved));
        }

        Tell(execution, known, endsComplete || definition.Selection is not null, damage);
        return execution;
    }

    private JournalState Recover(string journalPath, out RunNotice? damage)
    {
        try
        {
            JournalState journal = new JournalRecovery(storage, time).Open(journalPath, out JournalRepair repair);
            damage = !repair.Changed ? null : new RunNotice(repair.IsCorrupt ? NoticeLevel.Warning : NoticeLevel.Verbose, repair.ToString());
            return journal;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(journalPath, error);
        }
    }

    // What a failed sync could not write a later one passes over, unless it is written again; and who was killed, or was refused because
    // of it, has left no word of a failed sync. In place it is synced at once: the sweep deletes earlier versions because of their records.
    private void SecureRecords(JournalState journal, BatchDefinition definition)
    {
        try
        {
            bool isSynced = definition.Settings.Durability != Durability.None;
            using AppendFile file = storage.OpenAppend(journal.Path);
            if ((isSynced && journal.LastExecutionIsOpen) || journal.Ends is [.., { Unproven: true }])
            {
                file.WriteAgain(journal.SyncedBelow);
            }

            if (isSynced && definition.InPlace)
            {
                file.Sync();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(journal.Path, error);
        }
    }

    // What the execution before has not synced comes to the disk before the records that name it.
    private DiagnosticsFile OpenDiagnostics(string journal, Durability durability)
    {
        DiagnosticsFile? file = null;
        string path = DiagnosticsFile.PathOf(journal);
        try
        {
            file = new DiagnosticsFile(storage.OpenAppend(path));
            if (durability != Durability.None)
            {
                file.Sync();
            }

            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw JournalFault.Of(path, error);
        }
    }

    private JournalWriter Reopen(JournalState journal, Durability durability, OperationSpec? forced, bool wasCompleted)
    {
        AppendFile? file = null;
        try
        {
            file = storage.OpenAppend(journal.Path);
            var writer = new JournalWriter(file, journal.Condition.NextSequence, journal.SyncedBelow);
            ReadOnlySpan<byte> opened = JournalRecords.Opened(file.Length, journal.Header, time.GetUtcNow(), storage.BootId, durability, forced);
            if (wasCompleted)
            {
                // A look that finds nothing to do leaves no trace.
                writer.Preface(opened);
            }
            else
            {
                writer.Append(opened);
                JournalStart.Secure(storage, writer, journal.Path, durability, made: []);
            }

            return writer;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw JournalFault.Of(journal.Path, error);
        }
    }

    /// <summary>The definition with the operation there is today, and the settings of this execution.</summary>
    private BatchDefinition Current(BatchDefinition recorded, ResumeRequest request) => recorded with
    {
        Operation = new CurrentOperation(engine, request).Of(recorded.Operation),
        Settings = request.Adjust?.Invoke(recorded.Settings) ?? recorded.Settings,
        RunTimeout = request.RunTimeout ?? recorded.RunTimeout,
    };

    private static IEnumerable<BatchItem> Items(ResumeFeed feed, NewFiles? found, bool ordered, Action<RunNotice>? tell, CancellationToken stop)
    {
        found?.Find(stop);
        foreach (BatchItem item in feed.Unfinished(ordered, stop))
        {
            yield return item;
        }

        if (feed.Unrestored > 0)
        {
            tell?.Invoke(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"{feed.Unrestored} items are piped objects that could not be kept; give the run the same pipeline again to finish them.")));
        }

        foreach (BatchItem item in found?.Items() ?? [])
        {
            yield return item;
        }
    }

    private static void Tell(BatchExecution execution, RunSummary known, bool endsComplete, RunNotice? damage)
    {
        if (damage is not null)
        {
            execution.Notify(damage);
        }

        if (!endsComplete)
        {
            execution.Notify(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"The input of run {known.RunId} had not ended when it stopped. Only the {known.Total} items that were read are resumed; give it the same pipeline again for the rest.")));
        }
    }
}
