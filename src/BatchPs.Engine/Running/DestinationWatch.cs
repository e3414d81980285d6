using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Running;

/// <summary>Whether the destination is still the directory that the execution began with. One that is deleted, renamed, unmounted or
/// replaced meanwhile is not made again: outputs would be in two places, or on another disk.</summary>
internal sealed class DestinationWatch
{
    private readonly string? _destination;
    private readonly UInt128 _identity;

    /// <param name="destination">Full path of the destination, which exists; null when there is none.</param>
    internal DestinationWatch(string? destination)
    {
        _destination = destination;
        _identity = destination is null ? default : EntryProbe.Probe(destination, followLinks: true).Identity;
    }

    /// <summary>The error of a destination that is gone; null while it is there, and when it cannot be looked at.</summary>
    internal ItemError? Problem()
    {
        if (_destination is null)
        {
            return null;
        }

        FileSystemEntry now = EntryProbe.Probe(_destination, followLinks: true);
        return now.Kind switch
        {
            EntryKind.Unreadable => null,
            EntryKind.Directory when now.Identity == _identity => null,
            EntryKind.Directory => Error($"another directory stands at the destination '{_destination}' than when it began"),
            _ => Error($"the destination '{_destination}' is gone"),
        };
    }

    private ItemError Error(string what) => new(
        EnvironmentFault.NotWritable, ErrorCategory.Environment,
        $"The run stopped: {what}. Nothing is lost; resume it when the cause is gone.", _destination);
}
