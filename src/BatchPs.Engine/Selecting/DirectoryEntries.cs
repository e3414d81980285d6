using System.IO.Enumeration;

namespace BatchPs.Engine.Selecting;

/// <summary>The entries of one directory, sorted by the ordinal value of their names, looked at one by one as they are asked for.</summary>
internal sealed class DirectoryEntries : IDisposable
{
    /// <summary>How the names of temporary files of BatchPs begin; such files are never selected.</summary>
    public const string OwnPrefix = ".bps~";

    private const char Replacement = '\uFFFD';
    private const char DirectoryMark = '/';

    private static readonly EnumerationOptions EverythingHere = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    private readonly string _directory;
    private readonly SpillingSorter _sorter = new();
    private IEnumerator<string> _names = Enumerable.Empty<string>().GetEnumerator();
    private string _previous = "";

    private DirectoryEntries(string directory) => _directory = directory;

    /// <summary>Why the directory could not be read; it then has no entries.</summary>
    public SelectionProblem? Problem { get; private set; }

    /// <summary>Reads the names in a directory.</summary>
    /// <param name="directory">Full path.</param>
    /// <param name="wanted">Which names to keep.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static DirectoryEntries List(string directory, Func<string, bool> wanted, CancellationToken cancellation)
    {
        DirectoryEntries entries = new(directory);
        try
        {
            entries.ReadNames(wanted, cancellation);
        }
        catch
        {
            entries.Dispose();
            throw;
        }

        return entries;
    }

    /// <summary>The next entry that still exists.</summary>
    public bool TryNext(out FoundEntry entry)
    {
        while (_names.MoveNext())
        {
            FoundEntry? found = Look(_names.Current);
            _previous = _names.Current;
            if (found is { } here)
            {
                entry = here;
                return true;
            }
        }

        entry = default;
        return false;
    }

    /// <summary>Frees the names.</summary>
    public void Dispose()
    {
        _names.Dispose();
        _sorter.Dispose();
    }

    private void ReadNames(Func<string, bool> wanted, CancellationToken cancellation)
    {
        try
        {
            foreach (string listed in new FileSystemEnumerable<string>(_directory, Marked, EverythingHere))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!listed.StartsWith(OwnPrefix, StringComparison.Ordinal) && wanted(listed.TrimEnd(DirectoryMark)))
                {
                    _sorter.Add(listed);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Problem = new SelectionProblem("UnreadableDirectory", $"The directory '{_directory}' cannot be read: {error.Message}");
            return;
        }

        _names = _sorter.Sorted().GetEnumerator();
    }

    /// <summary>The name; with a mark for a directory whose name may be invalid, because nothing can be asked about it later.</summary>
    private static string Marked(ref System.IO.Enumeration.FileSystemEntry entry) =>
        entry.FileName.Contains(Replacement) && entry.IsDirectory ? $"{entry.FileName}{DirectoryMark}" : entry.FileName.ToString();

    private FoundEntry? Look(string listed)
    {
        string name = listed.TrimEnd(DirectoryMark);
        string path = Path.Join(_directory, name);
        bool mayBeInvalid = name.Contains(Replacement);
        FoundEntry? found = mayBeInvalid && listed == _previous ? null : FoundEntry.At(path, name);
        return found is null && mayBeInvalid ? FoundEntry.WithInvalidName(path, name, listed.Length > name.Length) : found;
    }
}
