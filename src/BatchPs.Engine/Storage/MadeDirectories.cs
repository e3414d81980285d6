namespace BatchPs.Engine.Storage;

/// <summary>Directories that were made for a run which may still be refused: then they are deleted again, unless something is in them.</summary>
internal sealed class MadeDirectories(LocalStorage storage) : IDisposable
{
    // The deepest last.
    private readonly List<string> _made = [];

    /// <summary>Makes a directory and those above it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="durably">Whether their names are synced.</param>
    internal void Make(string path, bool durably)
    {
        foreach (string missing in storage.MissingDirectories(path))
        {
            storage.CreateDirectory(missing);
            _made.Add(missing);
            if (durably)
            {
                storage.SyncDirectory(Path.GetDirectoryName(missing)!);
            }
        }
    }

    /// <summary>Lets them stay.</summary>
    internal void Keep() => _made.Clear();

    public void Dispose()
    {
        try
        {
            foreach (string made in Enumerable.Reverse(_made))
            {
                storage.DeleteDirectory(made);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody uses it by now.
        }

        _made.Clear();
    }
}
