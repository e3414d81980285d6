using System.Globalization;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>Names of journals as they were before a repair: <c>run.journal.bak-20261122T161637208Z</c>.</summary>
internal static class JournalBackup
{
    private const string Infix = ".bak-";
    private const string Time = "yyyyMMdd'T'HHmmssfff'Z'";

    /// <summary>A name that is free, beside the journal.</summary>
    internal static string NewName(string journalPath, DateTimeOffset now)
    {
        string name;
        do
        {
            name = journalPath + Infix + now.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture);
            now = now.AddMilliseconds(1);
        }
        while (Path.Exists(name));

        return name;
    }

    /// <summary>What earlier repairs of a journal have kept.</summary>
    internal static IEnumerable<string> Of(string journalPath)
    {
        string prefix = Path.GetFileName(journalPath) + Infix;
        return Directory.EnumerateFiles(Path.GetDirectoryName(journalPath)!)
            .Where(path => Path.GetFileName(path) is { } name && name.StartsWith(prefix, StringComparison.Ordinal)
                && DateTime.TryParseExact(name[prefix.Length..], Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    /// <summary>Deletes second names of the journal that stands there: a repair died between naming it and replacing it.</summary>
    internal static void DeleteSecondNames(LocalStorage storage, string journalPath)
    {
        FileStamp? standing = storage.Stat(journalPath);
        foreach (string path in Of(journalPath).Where(path => storage.Stat(path) == standing).ToArray())
        {
            storage.Delete(path);
        }
    }
}
