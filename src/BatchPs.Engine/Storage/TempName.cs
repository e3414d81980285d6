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

    /// <summary>Where the earlier version of an in-place item is kept until the item is recorded.</summary>
    internal static string ForKept(string runId, string target, long index) => For(runId, target, index) + KeptSuffix;

    /// <summary>The item whose earlier version a file keeps; null when it keeps none.</summary>
    internal static long? KeptItem(string runId, string fileName)
    {
        string prefix = PrefixOf(runId);
        return fileName.StartsWith(prefix, StringComparison.Ordinal) && fileName.EndsWith(KeptSuffix, StringComparison.Ordinal)
            && long.TryParse(fileName.AsSpan(prefix.Length, fileName.Length - prefix.Length - KeptSuffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long index)
                ? index
                : null;
    }
}
