namespace BatchPs.Engine.Storage;

/// <summary>Replaces a file and keeps its earlier version under another name.</summary>
/// <remarks>On Linux the new version first gets the other name, then the two are exchanged: a file that somebody saves in that moment is
/// kept, whichever it is. Where names cannot be exchanged the earlier version gets a second name before the new one replaces it.</remarks>
internal static class KeepingReplacement
{
    internal static void Replace(LocalStorage storage, string from, string to, string kept)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Replace(from, to, kept);
        }
        else if (!Posix.IsLinux || !TryExchange(storage, from, to, kept))
        {
            Link(storage, from, to, kept);
        }
    }

    private static bool TryExchange(LocalStorage storage, string from, string to, string kept)
    {
        if (!storage.TryPlace(from, kept))
        {
            throw new IOException($"Could not keep the earlier version of '{to}': '{kept}' exists.", Posix.Eexist);
        }

        bool isDone = false;
        try
        {
            return isDone = storage.TryExchange(kept, to);
        }
        finally
        {
            if (!isDone)
            {
                storage.Replace(kept, from);
            }
        }
    }

    private static void Link(LocalStorage storage, string from, string to, string kept)
    {
        storage.Link(to, kept);
        try
        {
            storage.Replace(from, to);
        }
        catch (IOException)
        {
            // A second name of what still stands there.
            storage.Delete(kept);
            throw;
        }
    }
}
