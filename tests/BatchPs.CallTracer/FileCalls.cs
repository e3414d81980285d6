namespace BatchPs.CallTracer;

/// <summary>The system calls of Linux on x64 that touch files by name or change them, with the place of their path or descriptor.</summary>
internal static class FileCalls
{
    private static readonly Dictionary<ulong, FileCall> s_calls = new FileCall[]
    {
        new(1, "write", Descriptor: 0), new(3, "close", Descriptor: 0), new(4, "stat", Path: 0), new(5, "fstat", Descriptor: 0),
        new(6, "lstat", Path: 0), new(18, "pwrite64", Descriptor: 0), new(20, "writev", Descriptor: 0), new(21, "access", Path: 0),
        new(2, "open", Path: 0), new(73, "flock", Descriptor: 0), new(74, "fsync", Descriptor: 0), new(75, "fdatasync", Descriptor: 0),
        new(76, "truncate", Path: 0), new(77, "ftruncate", Descriptor: 0), new(82, "rename", Path: 1), new(83, "mkdir", Path: 0),
        new(84, "rmdir", Path: 0), new(85, "creat", Path: 0), new(86, "link", Path: 1), new(87, "unlink", Path: 0), new(88, "symlink", Path: 1),
        new(90, "chmod", Path: 0), new(91, "fchmod", Descriptor: 0), new(257, "openat", Path: 1), new(258, "mkdirat", Path: 1),
        new(262, "newfstatat", Path: 1, Descriptor: 0), new(263, "unlinkat", Path: 1), new(264, "renameat", Path: 3), new(265, "linkat", Path: 3),
        new(268, "fchmodat", Path: 1), new(280, "utimensat", Path: 1, Descriptor: 0), new(285, "fallocate", Descriptor: 0), new(296, "pwritev", Descriptor: 0),
        new(306, "syncfs", Descriptor: 0), new(316, "renameat2", Path: 3), new(326, "copy_file_range", Descriptor: 2), new(332, "statx", Path: 1, Descriptor: 0),
    }.ToDictionary(call => call.Number);

    internal static FileCall? Find(ulong number) => s_calls.GetValueOrDefault(number);
}

/// <param name="Number">Of the call on x64.</param>
/// <param name="Name">As in the manual.</param>
/// <param name="Path">Which argument is the path of what is changed.</param>
/// <param name="Descriptor">Which argument is the descriptor, where there is no path or it is empty.</param>
internal sealed record FileCall(ulong Number, string Name, int Path = -1, int Descriptor = -1)
{
    /// <summary>Closing happens also when it is said to have failed.</summary>
    internal bool HappensAnyway => Name == "close";
}
