using System.Globalization;

namespace BatchPs.Engine.Storage;

/// <summary>Names of outputs that are not finished: short, in the target's directory, not derived from the target.</summary>
internal static class TempName
{
    /// <summary>What all of them begin with; such files are never selected.</summary>
    internal const string Prefix = Selecting.DirectoryEntries.OwnPrefix;

    private const string KeptSuffix = ".old";

    /// <summary>What the temporary names of one run begin with: the prefix and the random end of its id.</summary>
    internal static string PrefixOf(string runId) => Prefix + runId[(runId.LastIndexOf('-') + 1)..] + "~";

    /// <summary>Where the output of an attempt is written.</summary>
    internal static string For(string runId, string target, long number) =>
        Path.Combine(Path.GetDirectoryName(target)!, PrefixOf(runId) + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Where a repaired journal is written: one a run, since one process repairs it at a time.</summary>
    internal static string ForJournal(string runId, string journalPath) =>
        Path.Combine(Path.GetDirectoryName(journalPath)!, PrefixOf(runId) + "journal");

    /// <summary>Where the earlier version of an in-place item is kept until the item is recorded. The name says what replaced it,
    /// so that a later session knows whether that still stands there.</summary>
    internal static string ForKept(string runId, string target, long index, FileStamp written) =>
        For(runId, target, index) + FormattableString.Invariant($"~{written.Length}~{written.LastWriteTicks}{KeptSuffix}");

    /// <summary>Whether a temporary name is one of <see cref="ForKept"/>.</summary>
    internal static bool IsKept(string path) => path.EndsWith(KeptSuffix, StringComparison.Ordinal);

    /// <summary>What a file keeps; null when it keeps no earlier version.</summary>
    internal static KeptVersion? Kept(string runId, string fileName)
    {
        string prefix = PrefixOf(runId);
        if (!fileName.StartsWith(prefix, StringComparison.Ordinal) || !fileName.EndsWith(KeptSuffix, StringComparison.Ordinal))
        {
            return null;
        }

        return fileName[prefix.Length..^KeptSuffix.Length].Split('~') is [{ } index, { } length, { } ticks]
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
