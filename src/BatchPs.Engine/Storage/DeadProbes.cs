using System.Text.RegularExpressions;

namespace BatchPs.Engine.Storage;

/// <summary>Probes of processes that died while they looked whether a destination can be written, before their run had a journal:
/// no resume knows of them.</summary>
internal static partial class DeadProbes
{
    /// <summary>Deletes them. The caller holds the destination's lock, so none is of a live run.</summary>
    internal static void Sweep(LocalStorage storage, string destination)
    {
        try
        {
            foreach (string path in Directory.Exists(destination) ? Directory.GetFiles(destination, TempName.Prefix + "*~0*") : [])
            {
                if (Name().IsMatch(Path.GetFileName(path)))
                {
                    storage.Delete(path);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Where nothing can be deleted, the run is refused right after.
        }
    }

    // Outputs are numbered from 1, and the earlier versions of in-place items have longer names.
    [GeneratedRegex(@"^\.bps~[0-9a-f]{8}~0~?$")]
    private static partial Regex Name();
}
