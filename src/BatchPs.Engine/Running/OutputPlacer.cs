using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Gives finished outputs their names: the one moment in which an output appears, whole.</summary>
internal sealed class OutputPlacer
{
    private readonly BatchDefinition _definition;
    private readonly LocalStorage _storage;
    private readonly Planner _planner;
    private readonly string _runId;
    private readonly OutputDirectories _directories;
    private long _lastTemp;

    internal OutputPlacer(BatchDefinition definition, LocalStorage storage, Planner planner, string runId)
    {
        _definition = definition;
        _storage = storage;
        _planner = planner;
        _runId = runId;
        _directories = new OutputDirectories(definition.Destination ?? "", storage);
    }

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
            return new OutputFile(_storage, temp);
        }
        catch (DirectoryNotFoundException)
        {
            _directories.Forget(directory);
            ThrowIfRefused(directory);
            return new OutputFile(_storage, temp);
        }
    }

    /// <summary>Places an output that was written.</summary>
    /// <returns>What stands at the output path now; or an error when something else does.</returns>
    internal (WrittenOutput? Written, ItemError? Error) Place(BatchItem item, OutputFile output)
    {
        bool sync = _definition.Settings.Durability == Configuration.Durability.Full;

        // In place nothing else has the content once the item is recorded: it is durable before the earlier version can go.
        WrittenOutput written = output.Seal(sync || (_definition.InPlace && _definition.Settings.Durability != Configuration.Durability.None));
        string target = item.OutputPath!;
        if (_definition.InPlace)
        {
            string kept = TempName.ForKept(_runId, target, item.Index, written.Stamp);
            _storage.CopyRights(target, output.TempPath);
            _storage.ReplaceKeeping(output.TempPath, target, kept);
            output.MarkPlaced();
        }
        else if (_definition.Overwrite)
        {
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
            // Identical bytes: a kill came between rename and record.
            written = written with { Stamp = standing };
        }
        else if (_planner.OutputIsOurs(item, standing))
        {
            Replace(output, target);
        }
        else
        {
            return (null, Exists(target));
        }

        if (sync)
        {
            SyncDirectory(Path.GetDirectoryName(target)!);
        }

        return (written, null);
    }

    /// <summary>Lets go of the earlier version of an in-place item; called once the item is recorded.</summary>
    internal void ReleaseKept(in FinishedItem finished)
    {
        if (_definition.InPlace && finished is { Result.Status: ItemStatus.Succeeded, Stamps.Output: { } written })
        {
            _storage.Delete(TempName.ForKept(_runId, finished.Item.OutputPath!, finished.Item.Index, written));
        }
    }

    // Whatever the error is called: the output stands at its place, so the attempt must not be called failed and tried again.
    private void SyncDirectory(string directory)
    {
        try
        {
            _storage.SyncDirectory(directory);
        }
        catch (IOException error)
        {
            throw new EnvironmentFaultException(
                new ItemError(EnvironmentFault.CodeOf(error) ?? "DestinationIoError", ErrorCategory.Environment, $"The run stopped: {error.Message}"), error);
        }
    }

    private void Replace(OutputFile output, string target)
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
