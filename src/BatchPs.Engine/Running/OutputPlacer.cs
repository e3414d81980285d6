using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace BatchPs.Engine.Running;

/// <summary>Gives finished outputs their names: the one moment in which an output appears, whole.</summary>
internal sealed class OutputPlacer
{
    private readonly BatchDefinition _definition;
    private readonly LocalStorage _storage;
    private readonly Planner _planner;
    private readonly string _runId;
    private readonly RunSyncs _syncs;
    private readonly Aftermath _aftermath;
    private readonly bool _syncsEach;
    private readonly OutputDirectories _directories;
    private readonly InPlaceReplacer _inPlace;
    private readonly RunLog _log;
    private long _lastTemp;

    internal OutputPlacer(
        BatchDefinition definition, LocalStorage storage, RunSyncs syncs, Planner planner, string runId, Aftermath aftermath, RunLog log)
    {
        _syncs = syncs;
        _aftermath = aftermath;
        _syncsEach = definition.Settings.Durability == Durability.Full;
        _definition = definition;
        _storage = storage;
        _planner = planner;
        _runId = runId;
        _directories = new OutputDirectories(
            definition.Destination ?? "", storage, _syncsEach ? syncs : null, aftermath.MayHaveTemps ? TempName.PrefixOf(runId) : null);
        _inPlace = new InPlaceReplacer(storage, runId);
        _log = log;
    }

    /// <summary>The root of the outputs' tree; null when there is none.</summary>
    internal string? Destination => _definition.Destination;

    /// <summary>Opens the temp file of an item's output.</summary>
    /// <exception cref="BatchException"><c>OutputEscapes</c>: the output's directory is a link, or in place the file itself.</exception>
    internal OutputFile Open(BatchItem item)
    {
        if (_definition.InPlace && new FileInfo(item.OutputPath!).LinkTarget is { } linked)
        {
            throw BatchException.Invalid(
                "OutputEscapes", $"'{item.OutputPath}' is a link to '{linked}'; in place only real files are replaced.", item.OutputPath);
        }

        string directory = Path.GetDirectoryName(item.OutputPath)!;
        string temp = TempName.For(_runId, item.OutputPath!, Interlocked.Increment(ref _lastTemp));
        ThrowIfRefused(directory);
        try
        {
            return Make(temp);
        }
        catch (DirectoryNotFoundException)
        {
            _directories.Forget(directory);
            ThrowIfRefused(directory);
            return Make(temp);
        }
    }

    /// <summary>Reserves the name of a temp file that others write; its directory is there.</summary>
    /// <exception cref="BatchException"><c>OutputEscapes</c>: the output's directory is a link; <c>OutputByPathInPlace</c>: the run works in place.</exception>
    internal ReservedOutput Reserve(BatchItem item)
    {
        if (_definition.InPlace)
        {
            throw BatchException.Invalid(
                "OutputByPathInPlace",
                $"The operation writes '{item.OutputPath}' by path, which does not keep it from the eyes of others meanwhile; in place an operation writes a stream.",
                item.OutputPath);
        }

        string directory = Path.GetDirectoryName(item.OutputPath)!;
        ThrowIfRefused(directory);
        if (!Directory.Exists(directory))
        {
            _directories.Forget(directory);
            ThrowIfRefused(directory);
        }

        string temp;
        do
        {
            // What an earlier attempt left there was not for us to delete.
            temp = TempName.ForPrograms(_runId, item.OutputPath!, Interlocked.Increment(ref _lastTemp));
        }
        while (EntryProbe.Probe(temp, followLinks: false).Kind != EntryKind.Missing);

        return new ReservedOutput(_storage, temp, item.OutputPath!, message => _log.Tell(new RunNotice(NoticeLevel.Warning, message)));
    }

    /// <summary>Makes a scratch file for an item: in the directory of its output or, as long as that is not there, the nearest one above it
    /// that is; without a destination in the system's directory for temporary files.</summary>
    internal ScratchFile OpenScratch(BatchItem item)
    {
        string? directory = Path.GetDirectoryName(item.OutputPath);
        while (directory is not null && !Directory.Exists(directory))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return new ScratchFile(
            _storage, TempName.For(_runId, Path.Combine(directory ?? Path.GetTempPath(), "scratch"), Interlocked.Increment(ref _lastTemp)));
    }

    /// <summary>Places an output that was written.</summary>
    /// <param name="item">The item.</param>
    /// <param name="output">What it wrote.</param>
    /// <param name="read">The input's stamp when it was read; null when it has none.</param>
    /// <param name="reason">The verdict for which the item runs.</param>
    /// <returns>What stands at the output path now; or an error when something else does.</returns>
    /// <exception cref="EnvironmentFaultException">A sync failed.</exception>
    internal (WrittenOutput? Written, ItemError? Error) Place(BatchItem item, IUnplacedOutput output, FileStamp? read, string? reason)
    {
        // In place nothing else has the content once the item is recorded: it is durable before the earlier version can go.
        if (_syncsEach || (_definition.InPlace && _definition.Settings.Durability != Durability.None))
        {
            _syncs.Output(output);
        }

        WrittenOutput written = output.Seal();
        string target = item.OutputPath!;
        if (_definition.InPlace)
        {
            if (_inPlace.Replace(item, output, written.Stamp, read) is { } changed)
            {
                return (null, changed);
            }
        }
        else if (_definition.Overwrite)
        {
            TellOverwritten(target);
            Replace(output, target);
        }
        else if (_storage.TryPlace(output.TempPath, target))
        {
            output.MarkPlaced();
        }
        else if (_storage.Stat(target) is not { } standing)
        {
            return (null, Exists(target));
        }
        else if (standing.Length == written.Stamp.Length && ContentHash.OfFile(_storage, target) == written.Hash)
        {
            if (_syncsEach || _aftermath.SyncFailed || reason == Verdict.NotDurable)
            {
                // They may be in memory only; ours are synced, or will be.
                _log.Items.OutputReplaced(target, "the same bytes stand there, and may be in memory only");
                Replace(output, target);
            }
            else
            {
                // Identical bytes: a kill came between rename and record.
                _log.Items.OutputKept(target);
                written = written with { Stamp = standing };
            }
        }
        else if (IsTorn(target, standing, output))
        {
            _log.Items.OutputReplaced(target, "a power cut left it torn");
            Replace(output, target);
        }
        else if (_planner.OutputIsOurs(item, standing))
        {
            _log.Items.OutputReplaced(target, "an earlier run wrote it");
            Replace(output, target);
        }
        else
        {
            return (null, Exists(target));
        }

        if (_syncsEach)
        {
            _syncs.Directory(Path.GetDirectoryName(target)!);
        }

        return (written, null);
    }

    /// <summary>Lets go of the earlier version of an in-place item; called once the item is recorded.</summary>
    internal void ReleaseKept(in FinishedItem finished)
    {
        if (!_definition.InPlace || finished is not { Result.Status: ItemStatus.Succeeded, Stamps.Output: { } written })
        {
            return;
        }

        try
        {
            _inPlace.Release(finished.Item, written);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The item is done and recorded: no reason to stop for what the next resume of the run deletes.
            _log.Tell(new RunNotice(
                NoticeLevel.Warning, $"The earlier version of '{finished.Item.OutputPath}' could not be deleted: {error.Message.TrimEnd('.')}. A resume of the run deletes it."));
        }
    }

    // In place the output may hold what only few may read; nobody else gets at it while it is written.
    private OutputFile Make(string temp)
    {
        var output = new OutputFile(_storage, temp);
        if (!_definition.InPlace)
        {
            return output;
        }

        try
        {
            _storage.MakePrivate(temp);
            return output;
        }
        catch
        {
            output.Release();
            throw;
        }
    }

    // What a power cut left of this output, without a record: nothing in it is not in ours.
    private bool IsTorn(string target, FileStamp standing, IUnplacedOutput output) =>
        _aftermath.TornSince is { } since && standing.LastWriteTicks >= since.UtcTicks && TornFile.IsPartOf(_storage, target, output.TempPath);

    private void TellOverwritten(string target)
    {
        if (_log.Items.IsEnabled(LogLevel.Debug) && _storage.Stat(target) is not null)
        {
            _log.Items.OutputReplaced(target, "the run may overwrite");
        }
    }

    private void Replace(IUnplacedOutput output, string target)
    {
        _storage.Replace(output.TempPath, target);
        output.MarkPlaced();
    }

    private void ThrowIfRefused(string directory)
    {
        if (_directories.Ensure(directory) is { } refused)
        {
            throw new BatchException(refused.Code, refused.Category, refused.Message, directory);
        }
    }

    private static ItemError Exists(string target) => new(
        "OutputExists", ErrorCategory.Validation,
        $"'{target}' exists and was not written by an earlier run, or was edited since. It was left as it is; a run that may overwrite replaces it.", target);
}
