namespace BatchPs.Engine.Selecting;

/// <summary>An entry of a directory, or a path that was named, with its links followed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Its full path, links not resolved.</param>
/// <param name="IsDirectory">Whether it is a directory, or a link to one.</param>
/// <param name="IsLink">Whether it is a symbolic link.</param>
/// <param name="Entry">What it leads to.</param>
/// <param name="Problem">Why it can be neither read nor entered; null when it can.</param>
internal readonly record struct FoundEntry(
    string Name, string Path, bool IsDirectory, bool IsLink, FileSystemEntry Entry, SelectionProblem? Problem)
{
    /// <summary>The file, or the problem, as selected.</summary>
    public SelectedFile Selected => Problem is null
        ? new SelectedFile(Path, Entry.Length, Entry.LastWriteTicks, null)
        : new SelectedFile(Path, 0, 0, Problem);

    /// <summary>Looks at a path; null when nothing is there.</summary>
    public static FoundEntry? At(string path, string name)
    {
        FileSystemEntry entry = EntryProbe.Probe(path, followLinks: false);
        bool isLink = entry.Kind == EntryKind.Link;
        if (isLink)
        {
            entry = EntryProbe.Probe(path, followLinks: true);
        }

        return entry.Kind == EntryKind.Missing && !isLink
            ? null
            : new FoundEntry(name, path, entry.Kind == EntryKind.Directory, isLink, entry, ProblemOf(path, entry.Kind));
    }

    /// <summary>An entry whose name .NET shows with U+FFFD and cannot say to the system.</summary>
    public static FoundEntry WithInvalidName(string path, string name, bool isDirectory) =>
        new(name, path, isDirectory, false, default, new SelectionProblem(
            "InvalidName", $"'{path}' has a name that is not valid UTF-8 and cannot be opened; rename it."));

    /// <summary>A directory that must not be entered again on the way down from itself.</summary>
    public FoundEntry AsLoop() => this with
    {
        Problem = new SelectionProblem("SymlinkLoop", $"'{Path}' leads back to a directory that contains it and is not entered."),
    };

    private static SelectionProblem? ProblemOf(string path, EntryKind kind) => kind switch
    {
        EntryKind.File or EntryKind.Directory => null,
        EntryKind.Missing => new SelectionProblem(
            "DanglingLink", $"'{path}' is a link to '{new FileInfo(path).LinkTarget}', which does not exist."),
        EntryKind.Loop => new SelectionProblem("SymlinkLoop", $"'{path}' is a link that leads back to itself."),
        EntryKind.Fifo => Special(path, "a named pipe"),
        EntryKind.Socket => Special(path, "a socket"),
        EntryKind.Device => Special(path, "a device"),
        _ => new SelectionProblem("UnreadableEntry", $"'{path}' cannot be looked at; check the rights on it and on its directory."),
    };

    private static SelectionProblem Special(string path, string what) =>
        new("SpecialFile", $"'{path}' is {what}; only regular files are read.");
}
