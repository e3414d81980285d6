using BatchPs.Cli.Tests;

namespace BatchPs.Reliability.BlackBox;

/// <summary>Judges a run that was disturbed and carried to its end, by the files alone.</summary>
internal sealed class Verdict(Trial trial, Findings findings)
{
    internal const string Temp = ".bps~";

    /// <summary>The kinds of what may be found wrong.</summary>
    internal static readonly string[] Kinds = ["lost", "torn", "rerun", "temps left", "strangers", "unfinished"];

    /// <summary>Which items may have been done although they were recorded.</summary>
    internal Func<string, bool> MayRunAgain { get; init; } = _ => false;

    /// <summary>Checks everything.</summary>
    /// <param name="ended">How the last process ended.</param>
    /// <param name="before">The journal after each kill, in order; null where there was none.</param>
    internal void Check(Ended ended, params IEnumerable<JournalText?> before)
    {
        if (ended.ExitCode is not (0 or 1) || trial.JournalPath is not { } path)
        {
            findings.Add("unfinished", $"the last resume ended with {ended.ExitCode}: {ended.Out}{ended.Error}");
            return;
        }

        JournalText journal = JournalText.Read(path);
        if (!journal.IsWhole || !journal.IsCompleted)
        {
            findings.Add("unfinished", journal.IsWhole ? "the journal does not end with a completed execution" : $"the journal is bad from byte {journal.ValidEnd} on");
        }

        CheckRecords(journal, before);
        CheckTree();
        CheckState();
    }

    private void CheckRecords(JournalText journal, IEnumerable<JournalText?> before)
    {
        ILookup<string, JournalRecord> results = journal.Results;
        foreach ((string name, byte[]? expected) in trial.Expected)
        {
            JournalRecord[] records = [.. results[name]];
            if (records.Length == 0)
            {
                findings.Add("lost", $"'{name}' has no final state");
            }
            else if (records.Length > 1 && !MayRunAgain(name))
            {
                findings.Add("rerun", $"'{name}' has {records.Length} final states");
            }
            else if (records[^1].HasSucceeded != (expected is not null))
            {
                findings.Add("lost", $"'{name}' ended as {records[^1].Json}");
            }
        }

        foreach (IGrouping<string, JournalRecord> result in results.Where(result => !trial.Expected.ContainsKey(result.Key)))
        {
            findings.Add("strangers", $"'{result.Key}' has a record and was no input");
        }

        foreach (JournalText old in before.OfType<JournalText>())
        {
            if (!journal.Bytes.AsSpan().StartsWith(old.Bytes.AsSpan(0, old.ValidEnd)))
            {
                findings.Add("lost", $"the journal no longer begins with the {old.Records.Count} records it had");
            }
        }
    }

    /// <summary>Checks every file of the user's.</summary>
    private void CheckTree()
    {
        var found = Files(trial.WorkDirectory);
        foreach ((string name, byte[]? expected) in trial.Expected)
        {
            Compare(found, Path.Join(trial.Source, name), trial.InPlace ? expected ?? trial.Inputs[name] : trial.Inputs[name]);
            if (!trial.InPlace && expected is not null)
            {
                Compare(found, Path.Join(trial.Target, name), expected);
            }
        }

        Report(found);
    }

    private void CheckState() => Report(
    [
        .. Files(Path.Join(trial.State, "batchps")).Where(path => Path.GetFileName(path).Contains('~')
            || !(Path.GetExtension(path) is ".journal" or ".json" or ".lock")),
    ]);

    private void Compare(HashSet<string> found, string path, byte[] expected)
    {
        if (!found.Remove(path))
        {
            findings.Add("lost", $"'{path}' is not there");
        }
        else if (!File.ReadAllBytes(path).AsSpan().SequenceEqual(expected))
        {
            findings.Add("torn", $"'{path}' has other bytes than after an undisturbed run");
        }
    }

    private void Report(IEnumerable<string> left)
    {
        foreach (string path in left)
        {
            findings.Add(Path.GetFileName(path).StartsWith(Temp, StringComparison.Ordinal) ? "temps left" : "strangers", $"'{path}' was left behind");
        }
    }

    private static HashSet<string> Files(string directory) =>
        [.. Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })];
}
