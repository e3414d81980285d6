namespace BatchPs.Reliability.BlackBox;

/// <summary>What stands on the disk when the process has just died.</summary>
internal sealed class Remains
{
    private Remains(JournalText? journal, IReadOnlySet<string> unrecorded)
    {
        Journal = journal;
        Unrecorded = unrecorded;
    }

    /// <summary>Null before its first record.</summary>
    internal JournalText? Journal { get; }

    /// <summary>Items whose output stands and whose record does not: they are done again.</summary>
    internal IReadOnlySet<string> Unrecorded { get; }

    /// <summary>Looks, and finds wrong what must not be even now: an output that is neither absent nor whole, an input that is lost.</summary>
    internal static Remains Look(Trial trial, Findings findings)
    {
        JournalText? journal = trial.JournalPath is { } path ? JournalText.Read(path) : null;
        ILookup<string, JournalRecord>? results = journal?.Results;
        var unrecorded = new HashSet<string>();
        foreach (string name in trial.Expected.Keys)
        {
            byte[]? now = Output(trial, name);
            bool isRecorded = results?[name].Any(record => record.HasSucceeded) == true;
            bool isOld = trial.InPlace ? now.AsSpan().SequenceEqual(trial.Inputs[name]) : now is null;
            bool isNew = IsNew(trial, name);
            if (!isOld && !isNew)
            {
                findings.Add(now is null ? "lost" : "torn", $"'{name}' was {now?.Length.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no"} bytes when the process had died");
            }
            else if (isRecorded && !isNew)
            {
                findings.Add("lost", $"'{name}' was recorded and its output not there when the process had died");
            }
            else if (isNew && !isRecorded)
            {
                unrecorded.Add(name);
            }
        }

        return new Remains(journal, unrecorded);
    }

    /// <summary>Whether the output of an item stands as it should.</summary>
    internal static bool IsNew(Trial trial, string name) =>
        trial.Expected[name] is { } expected && Output(trial, name) is { } now && now.AsSpan().SequenceEqual(expected);

    private static byte[]? Output(Trial trial, string name)
    {
        string path = Path.Join(trial.Target, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }
}
