using System.Globalization;

namespace BatchPs.Engine.Storage;

/// <summary>Names of outputs that are not finished: short, in the target's directory, not derived from the target.</summary>
internal static class TempName
{
    /// <summary>What all of them begin with; such files are never selected.</summary>
    internal const string Prefix = Selecting.DirectoryEntries.OwnPrefix;

    private const string KeptSuffix = ".old";
    private const string Archive = ".tar";
    private const int LongestExtension = 32;

    /// <summary>What the temporary names of one run begin with: the prefix and the random end of its id.</summary>
    internal static string PrefixOf(string runId) => Prefix + runId[(runId.LastIndexOf('-') + 1)..] + "~";

    /// <summary>Where the output of an attempt is written.</summary>
    internal static string For(string runId, string target, long number) =>
        Path.Combine(Path.GetDirectoryName(target)!, PrefixOf(runId) + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Where a program writes the output of an attempt. It may choose a format by the extension, so the name has the target's.</summary>
    internal static string ForPrograms(string runId, string target, long number) => For(runId, target, number) + ExtensionOf(Path.GetFileName(target));

    /// <summary>Where a repaired journal is written: one a run, since one process repairs it at a time.</summary>
    internal static string ForJournal(string runId, string journalPath) =>
        Path.Combine(Path.GetDirectoryName(journalPath)!, PrefixOf(runId) + "journal");

    /// <summary>Where the earlier version of an in-place item is kept until the item is recorded. The name says what replaced it,
    /// so that a later session knows whether that still stands there.</summary>
    internal static string ForKept(string runId, string target, long index, FileStamp written) =>
        For(runId, target, index) + FormattableString.Invariant($"~{written.Length}~{written.LastWriteTicks}{KeptSuffix}");

    /// <summary>Whether a temporary name is one of <see cref="ForKept"/>, of any run; not one that merely ends like it.</summary>
    internal static bool IsKept(string path) =>
        Path.GetFileName(path) is var name && name.StartsWith(Prefix, StringComparison.Ordinal)
        && name.IndexOf('~', Prefix.Length) is var end && end > 0 && Read(name, end + 1) is not null;

    /// <summary>What a file keeps; null when it keeps no earlier version.</summary>
    internal static KeptVersion? Kept(string runId, string fileName)
    {
        string prefix = PrefixOf(runId);
        return fileName.StartsWith(prefix, StringComparison.Ordinal) ? Read(fileName, prefix.Length) : null;
    }

    // What nobody knows as a format stays out of a name that programs get: "~", brackets, a sentence behind a dot.
    private static string ExtensionOf(string name)
    {
        string last = Path.GetExtension(name);
        if (last.Length > LongestExtension || last.Skip(1).Any(letter => !char.IsLetterOrDigit(letter) && letter is not ('_' or '-' or '+')))
        {
            return "";
        }

        string rest = Path.GetExtension(Path.GetFileNameWithoutExtension(name));
        return rest.Equals(Archive, StringComparison.OrdinalIgnoreCase) ? rest + last : last;
    }

    private static KeptVersion? Read(string fileName, int start)
    {
        if (start > fileName.Length - KeptSuffix.Length || !fileName.EndsWith(KeptSuffix, StringComparison.Ordinal))
        {
            return null;
        }

        return fileName[start..^KeptSuffix.Length].Split('~') is [{ } index, { } length, { } ticks]
            && TryRead(index, out long item) && TryRead(length, out long bytes) && TryRead(ticks, out long modified)
                ? new KeptVersion(item, new FileStamp(bytes, modified))
                : null;
    }

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>The earlier version of an in-place item.</summary>
/// <param name="Index">The item.</param>
/// <param name="Written">What replaced it.</param>
internal readonly record struct KeptVersion(long Index, FileStamp Written);
