namespace BatchPs.Reliability.CrashStates;

/// <summary>What a file system may hold after a crash: the files before a run, and the steps the run took on them.</summary>
/// <remarks>
/// A kill leaves exactly the steps taken so far. After a power cut only this is certain: content and size of a file up to its last
/// sync, the names in a directory up to its last sync, and everything on a file system up to its last sync; syncing a file does not
/// keep its name, and syncing a directory neither its own name nor its files' content. The state directory lies on another file
/// system than inputs and outputs, as a home often does. Of the rest any part may have happened, by these rules: a rename, a link
/// and a removal happen whole or not at all; changes of names happen in their order, in one file system (a journalling one) or only
/// in one directory (a harsher one); of a file each sector, the size and the time come to the disk as they were at some moment since
/// the last sync, each at its own, and bytes that never came are zeros.
/// </remarks>
/// <param name="before">The files at the start, all of them durable.</param>
/// <param name="steps">What was done to them.</param>
/// <param name="state">The directory that is a file system of its own.</param>
internal sealed class FileSystemModel(DiskImage before, IReadOnlyList<FileStep> steps, string state)
{
    internal IReadOnlyList<FileStep> Steps => steps;

    /// <summary>Files there ever were.</summary>
    internal int Files => before.Numbers().Select(one => one.File + 1).DefaultIfEmpty().Max() + steps.OfType<FileStep.Created>().Count();

    /// <summary>The files by name when all steps have happened.</summary>
    internal IReadOnlyDictionary<string, int> FileNames => Names(steps.Count, _ => true).Files;

    /// <summary>The files when the process is killed after so many steps.</summary>
    internal DiskImage AfterKill(int cut) => Play(cut, _ => true, contents: null);

    /// <summary>The files when the power goes after so many steps.</summary>
    /// <param name="cut">Steps taken.</param>
    /// <param name="fate">Decides what happened of what was not synced.</param>
    internal DiskImage AfterPowerCut(int cut, PowerCut fate)
    {
        HashSet<int> happened = Happened(cut, fate);
        Dictionary<int, Contents> contents = Contents(cut, fate);
        return Play(cut, happened.Contains, contents);
    }

    /// <summary>Bytes of a file that are certain to be there after a power cut, under whatever name.</summary>
    internal byte[] DurableBytes(int cut, int file) => Contents(cut, PowerCut.LosingAll)[file].Seal().Bytes;

    /// <summary>The file that a name was given to first; null when there was none by that step.</summary>
    internal int? FileNamed(int cut, string path)
    {
        foreach ((string known, int file) in before.Numbers())
        {
            if (known == path)
            {
                return file;
            }
        }

        return steps.Take(cut).OfType<FileStep.Created>().FirstOrDefault(created => created.Path == path)?.File;
    }

    private bool IsState(string path) => path == state || path.StartsWith(state + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // The steps on names that happened: those synced, and of each group that keeps its order as many more as the fate says.
    private HashSet<int> Happened(int cut, PowerCut fate)
    {
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var certain = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int at = 0; at < cut; at++)
        {
            switch (steps[at])
            {
                case FileStep.SyncedDirectory synced when GroupOf(synced.Path, fate) is { } group && groups.TryGetValue(group, out List<int>? ofGroup):
                    int last = ofGroup.FindLastIndex(step => steps[step].Directory == synced.Path);
                    certain[group] = Math.Max(certain.GetValueOrDefault(group), last + 1);
                    break;
                case FileStep.SyncedFileSystem synced:
                    foreach ((string group, List<int> members) in groups.Where(one => IsState(steps[one.Value[0]].Directory!) == IsState(synced.Path)))
                    {
                        certain[group] = members.Count;
                    }

                    break;
                case { Directory: { } directory }:
                    string changed = GroupOf(directory, fate);
                    if (!groups.TryGetValue(changed, out List<int>? known))
                    {
                        groups.Add(changed, known = []);
                    }

                    known.Add(at);
                    break;
            }
        }

        return
        [
            .. groups.SelectMany(group => group.Value.Take(fate.NamesOf(group.Key, certain.GetValueOrDefault(group.Key), group.Value.Count))),
        ];
    }

    private string GroupOf(string directory, PowerCut fate) =>
        !fate.NamesOfOneFileSystemKeepTheirOrder ? directory : IsState(directory) ? "the state's file system" : "the file system of the outputs";

    private Dictionary<int, Contents> Contents(int cut, PowerCut fate)
    {
        Dictionary<int, Contents> contents = before.Numbers()
            .GroupBy(one => one.File).ToDictionary(group => group.Key, group => Unchanged(before.Files[group.First().Path]));
        var pending = new Dictionary<int, List<FileStep>>();
        var inState = new Dictionary<int, bool>();
        foreach ((string path, int file) in before.Numbers())
        {
            inState[file] = IsState(path);
        }

        foreach (FileStep step in steps.Take(cut))
        {
            switch (step)
            {
                case FileStep.Created created:
                    contents.Add(created.File, new Contents([], created.Modified));
                    inState.Add(created.File, IsState(created.Path));
                    break;
                case FileStep.Wrote { File: var file }:
                    Pend(file, step);
                    break;
                case FileStep.Sized { File: var file }:
                    Pend(file, step);
                    break;
                case FileStep.SyncedFile { File: var file }:
                    Keep(file);
                    break;
                case FileStep.SyncedFileSystem synced:
                    foreach (int file in pending.Keys.Where(file => inState[file] == IsState(synced.Path)).ToArray())
                    {
                        Keep(file);
                    }

                    break;
            }
        }

        foreach ((int file, List<FileStep> unsynced) in pending)
        {
            fate.Settle(contents[file], unsynced);
        }

        return contents;

        void Pend(int file, FileStep step)
        {
            if (!pending.TryGetValue(file, out List<FileStep>? list))
            {
                pending.Add(file, list = []);
            }

            list.Add(step);
        }

        void Keep(int file)
        {
            if (pending.Remove(file, out List<FileStep>? synced))
            {
                synced.ForEach(contents[file].Apply);
            }
        }
    }

    private DiskImage Play(int cut, Func<int, bool> happened, Dictionary<int, Contents>? contents)
    {
        (Dictionary<string, int> files, HashSet<string> directories) = Names(cut, happened);
        return Image(files, directories, contents ?? Contents(cut, PowerCut.KeepingAll));
    }

    private (Dictionary<string, int> Files, HashSet<string> Directories) Names(int cut, Func<int, bool> happened)
    {
        Dictionary<string, int> files = before.Numbers().ToDictionary(one => one.Path, one => one.File, StringComparer.Ordinal);
        var directories = new HashSet<string>(before.Directories, StringComparer.Ordinal);
        for (int at = 0; at < cut; at++)
        {
            if (steps[at].Directory is not null && happened(at))
            {
                Rename(files, directories, steps[at]);
            }
        }

        return (files, directories);
    }

    private static void Rename(Dictionary<string, int> names, HashSet<string> directories, FileStep step)
    {
        switch (step)
        {
            case FileStep.MadeDirectory made:
                directories.Add(made.Path);
                break;
            case FileStep.Created created:
                names[created.Path] = created.File;
                break;
            case FileStep.Renamed renamed:
                Assert(Path.GetDirectoryName(renamed.From) == Path.GetDirectoryName(renamed.To), renamed);
                names.Remove(renamed.From, out int moved);
                names[renamed.To] = moved;
                break;
            case FileStep.Exchanged exchanged:
                Assert(Path.GetDirectoryName(exchanged.One) == Path.GetDirectoryName(exchanged.Other), exchanged);
                (names[exchanged.One], names[exchanged.Other]) = (names[exchanged.Other], names[exchanged.One]);
                break;
            case FileStep.Linked linked:
                Assert(Path.GetDirectoryName(linked.From) == Path.GetDirectoryName(linked.To), linked);
                names[linked.To] = names[linked.From];
                break;
            case FileStep.Deleted deleted:
                names.Remove(deleted.Path);
                break;
        }
    }

    private static void Assert(bool isWithinOneDirectory, FileStep step) =>
        Xunit.Assert.True(isWithinOneDirectory, $"The model has no order of names between two directories: {step}");

    // A name is there only when the directories above it are.
    private DiskImage Image(Dictionary<string, int> names, HashSet<string> directories, Dictionary<int, Contents> contents)
    {
        var image = new DiskImage();
        HashSet<string> absent = [.. steps.OfType<FileStep.MadeDirectory>().Select(made => made.Path).Where(path => !directories.Contains(path))];
        image.Directories.UnionWith(directories.Where(IsReachable));
        var sealedContents = new Dictionary<int, FileContent>();
        foreach ((string path, int file) in names.Where(one => IsReachable(one.Key)))
        {
            if (!sealedContents.TryGetValue(file, out FileContent? content))
            {
                sealedContents.Add(file, content = contents[file].Seal());
            }

            image.Files.Add(path, content);
        }

        return image;

        bool IsReachable(string path)
        {
            for (string? part = path; part is not null; part = Path.GetDirectoryName(part))
            {
                if (absent.Contains(part))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static Contents Unchanged(FileContent content) => new(content.Bytes, content.Modified);
}
