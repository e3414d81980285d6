using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Storage;

/// <summary>Looks at a destination before the first item, so that a run that cannot save is refused and marks nothing.</summary>
internal static class Preflight
{
    private const long Megabyte = 1 << 20;

    /// <summary>Makes the destination, durably where every result is to be.</summary>
    /// <returns>What was made, to be kept once the run is not refused any more.</returns>
    /// <exception cref="BatchException">As <see cref="Check"/>.</exception>
    internal static MadeDirectories Make(LocalStorage storage, string destination, RunSettings settings)
    {
        var made = new MadeDirectories(storage);
        try
        {
            made.Make(destination, settings.Durability == Durability.Full);
            return made;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            made.Dispose();
            throw Refusal(destination, error);
        }
    }

    /// <summary>Makes the destination, unless that was done, and does in it, to a probe, all that is done to an output.</summary>
    /// <exception cref="BatchException"><c>DestinationNotWritable</c>, <c>ReadOnlyDestination</c>, <c>DestinationIoError</c> or <c>DiskFull</c>.</exception>
    internal static void Check(LocalStorage storage, string destination, string runId, RunSettings settings)
    {
        try
        {
            _ = Make(storage, destination, settings);
            Probe(storage, TempName.For(runId, Path.Combine(destination, "probe"), 0));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refusal(destination, error);
        }

        if (FreeSpaceProblem(destination, settings.MinimumFreeSpaceMb) is { } problem)
        {
            throw new BatchException(problem.Code, problem.Category, problem.Message, destination);
        }
    }

    /// <summary>What a plan says of a destination without writing to it; null when nothing is wrong.</summary>
    internal static ItemError? Inspect(string destination, int minimumFreeSpaceMb)
    {
        string existing = destination;
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        if (!Directory.Exists(existing))
        {
            return new ItemError(EnvironmentFault.NotWritable, ErrorCategory.Environment, $"The destination '{destination}' cannot be made: '{existing}' is not a directory.", destination);
        }

        return EnvironmentFault.Refuses(existing)
            ? new ItemError(EnvironmentFault.NotWritable, ErrorCategory.Environment, $"The destination '{destination}' cannot be written: '{existing}' refuses it.", destination)
            : FreeSpaceProblem(destination, minimumFreeSpaceMb);
    }

    private static BatchException Refusal(string destination, Exception error) => new(
        EnvironmentFault.CodeOf(error) ?? EnvironmentFault.NotWritable, ErrorCategory.Environment,
        $"The destination '{destination}' cannot be written: {error.Message}", destination, error);

    /// <summary>Free space where a path is, for a person: <c>0.3 MB</c>.</summary>
    internal static string FreeMegabytes(string path) => LocalStorage.FreeSpace(path) is { } free
        ? System.FormattableString.Invariant($"{(double)free / Megabyte:0.0} MB")
        : "an unknown number of MB";

    /// <summary>The error of a destination with less free space than must stay; null when there is enough.</summary>
    internal static ItemError? FreeSpaceProblem(string destination, int minimumMb)
    {
        if (minimumMb == 0 || LocalStorage.FreeSpace(destination) is not { } free || free >= minimumMb * Megabyte)
        {
            return null;
        }

        return new ItemError(
            EnvironmentFault.DiskFull, ErrorCategory.Environment,
            System.FormattableString.Invariant(
                $"'{destination}' has {free / Megabyte} MB free; {minimumMb} MB must stay free (minimum_free_space_mb)."),
            destination);
    }

    private static void Probe(LocalStorage storage, string path)
    {
        string named = path + "~";

        // A process that died here left them, and the names are the run's own.
        storage.Delete(path);
        storage.Delete(named);
        var probe = new OutputFile(storage, path);
        try
        {
            probe.Write("probe"u8);
            probe.Seal();
            storage.TryPlace(path, named);
        }
        finally
        {
            probe.Release();
            storage.Delete(named);
        }
    }
}
