namespace BatchPs.Engine.Selecting;

/// <summary>One entry that a selection found.</summary>
/// <param name="Path">Full path; invalid name bytes are shown as U+FFFD.</param>
/// <param name="Length">Size in bytes; 0 for an entry with a problem.</param>
/// <param name="LastWriteTicks">Modification time in UTC ticks; 0 for an entry with a problem.</param>
/// <param name="Problem">Why the entry cannot be an input; null for a regular file.</param>
internal readonly record struct SelectedFile(string Path, long Length, long LastWriteTicks, SelectionProblem? Problem);

/// <summary>Why an entry that was found cannot be read.</summary>
/// <param name="Code"><c>SymlinkLoop</c>, <c>DanglingLink</c>, <c>SpecialFile</c>, <c>UnreadableDirectory</c> or <c>InvalidName</c>.</param>
/// <param name="Message">One sentence that names the entry.</param>
internal sealed record SelectionProblem(string Code, string Message);
