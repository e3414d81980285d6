using System.Net.Sockets;

namespace BatchPs.Reliability.BadInputs;

/// <summary>One kind of odd or bad entry among the inputs of a run.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Make">Puts it there.</param>
/// <param name="Ends">How the items it leads to end, by their names; all others are good.</param>
internal sealed record BadInput(string Name, Action<Ground> Make, Func<Ground, IReadOnlyDictionary<string, ItemEnd>> Ends)
{
    private const string LongestName = "255-byte name";

    internal static IReadOnlyDictionary<string, BadInput> All { get; } = new BadInput[]
    {
        Fine("link to a file", "ln -s a.srt in/link.srt", "link.srt"),
        Fine("link to a file outside", "ln -s ../outside/o.srt in/link.srt", "link.srt"),
        Fine("link to a directory", "mkdir in/real && cp in/a.srt in/real && ln -s real in/link", "link/a.srt", "real/a.srt"),
        Fine("link to a directory outside", "ln -s ../outside in/link", "link/o.srt"),
        Bad("link to the directory it is in", "ln -s . in/loop", "loop", "SymlinkLoop", "'{0}' leads back to a directory that contains it and is not entered."),
        Bad("link to a directory above", "mkdir in/deep && ln -s ../.. in/deep/up", "deep/up", "SymlinkLoop", "'{0}' leads back to a directory that contains it and is not entered."),
        Bad("link to itself", "ln -s self.srt in/self.srt", "self.srt", "SymlinkLoop", "'{0}' is a link that leads back to itself."),
        Bad("dangling link", "ln -s nowhere.srt in/link.srt", "link.srt", "DanglingLink", "'{0}' is a link to 'nowhere.srt', which does not exist."),
        Bad("named pipe", "mkfifo in/pipe.srt", "pipe.srt", "SpecialFile", "'{0}' is a named pipe; only regular files are read."),
        Bad("link to a named pipe", "mkfifo outside/pipe && ln -s ../outside/pipe in/pipe.srt", "pipe.srt", "SpecialFile", "'{0}' is a named pipe; only regular files are read."),
        Bad("device", "ln -s /dev/zero in/zero.srt", "zero.srt", "SpecialFile", "'{0}' is a device; only regular files are read."),
        new("socket", Bind, ground => One("socket.srt", ItemEnd.Failed("SpecialFile", $"'{ground["in/socket.srt"]}' is a socket; only regular files are read."))),
        Bad(
            "name that is not valid UTF-8", @"cp in/a.srt ""in/$(printf 'b\377.srt')""", "b\uFFFD.srt",
            "InvalidName", "'{0}' has a name that is not valid UTF-8 and cannot be opened; rename it."),
        Fine("brackets and wildcards in names", "cp in/a.srt 'in/[Group] *?.srt' && mkdir 'in/[x]' && cp in/a.srt 'in/[x]/`{}.srt'", "[Group] *?.srt", "[x]/`{}.srt"),
        Fine("dots in names", "cp in/a.srt in/..b.srt && cp in/a.srt in/c..srt", "..b.srt", "c..srt"),
        Fine("a line break and a quote in a name", "cp in/a.srt \"in/new\nline's.srt\"", "new\nline's.srt"),
        Fine(LongestName, $"cp in/a.srt in/{new string('n', 251)}.srt", new string('n', 251) + ".srt"),
        new("0 bytes", ground => ground.Sh("touch in/empty.srt"), _ => One("empty.srt", new ItemEnd("Skipped", "Empty"))),
        Bad(
            "2 GB sparse", "truncate -s 2G in/sparse.srt", "sparse.srt",
            "BinaryFile", "'sparse.srt' has 2147483648 NUL bytes in 2147483648 bytes; expected subtitle text."),
        Bad(
            "one line of 160 MB", @"printf '1\n00:00:01,000 --> 00:00:02,000\n' > in/line.srt && yes x | tr -d '\n' | head -c 160M >> in/line.srt", "line.srt",
            "FileTooLarge",
            "'line.srt' has no place from line 1 on where it can be divided for 134217728 bytes; expected one, which is an empty line, an index and a timing line like '00:00:01,000 --> 00:00:02,000'."),
        Bad(
            "file where the output needs a directory",
            "mkdir -p in/deep out-engine out-cli && cp in/a.srt in/deep && touch out-engine/deep out-cli/deep", "deep/a.srt",
            "OutputExists", "'{1}/deep' is a file, and an output needs a directory there. It was left as it is."),
        Bad(
            "output directory that is a link outside",
            "mkdir -p in/deep out-engine out-cli && cp in/a.srt in/deep && ln -s ../outside out-engine/deep && ln -s ../outside out-cli/deep", "deep/a.srt",
            "OutputEscapes", "'{1}/deep' is a link to '../outside'; outputs go only to real directories below '{1}'."),
        Bad(
            "file of somebody else where the output goes",
            "mkdir -p out-engine out-cli && cp in/a.srt in/taken.srt && echo mine | tee out-engine/taken.srt > out-cli/taken.srt", "taken.srt",
            "OutputExists", "'{1}/taken.srt' exists and was not written by an earlier run, or was edited since. It was left as it is; a run that may overwrite replaces it."),
        new("directory with a file's name", ground => ground.Sh("mkdir in/directory.srt"), _ => new Dictionary<string, ItemEnd>()),
    }.ToDictionary(one => one.Name);

    // {0} is the item's full path, {1} the destination.
    private static BadInput Bad(string name, string make, string item, string code, string message) => new(
        name, ground => ground.Sh(make),
        ground => One(item, ItemEnd.Failed(code, message.Replace("{0}", ground["in/" + item], StringComparison.Ordinal))));

    private static BadInput Fine(string name, string make, params string[] items) =>
        new(name, ground => ground.Sh(make), _ => items.ToDictionary(item => item, _ => ItemEnd.Succeeded));

    private static Dictionary<string, ItemEnd> One(string item, ItemEnd end) => new() { [item] = end };

    private static void Bind(Ground ground)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string near = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        // Bound where the path is short enough for an address.
        socket.Bind(new UnixDomainSocketEndPoint(near));
        File.Move(near, ground["in/socket.srt"]);
    }
}
