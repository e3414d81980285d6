using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Reliability.CrashStates;

/// <summary>Lets the engine go on after a crash, and looks, without the engine, at what is there then.</summary>
internal sealed class Recovery(Scenario scenario, Site site, Tally tally)
{
    private readonly List<string> _wrong = [];

    /// <summary>Goes on after a crash to the end.</summary>
    /// <returns>What is wrong; empty when nothing is.</returns>
    internal IReadOnlyList<string> From(CrashState crash)
    {
        _wrong.Clear();
        try
        {
            crash.Image.WriteTo(site.Root);
            (RunSummary summary, IReadOnlyCollection<string> ran) = site.Run(crash.Journal, new BootedStorage(crash.Boot));
            Look(crash, summary, ran);
        }
        catch (Exception error)
        {
            _wrong.Add($"the recovery was refused or ended: {error}");
        }

        Count(crash);
        return _wrong;
    }

    /// <summary>Goes on after a crash to the end, and keeps what was done, so that it may crash in its turn.</summary>
    internal Recording? Watch(CrashState crash)
    {
        _wrong.Clear();
        Recording? watched = null;
        try
        {
            crash.Image.WriteTo(site.Root);
            watched = Recording.Watch(site, crash, out RunSummary summary, out IReadOnlyCollection<string> ran);
            Look(crash, summary, ran);
        }
        catch (Exception error)
        {
            _wrong.Add($"the recovery was refused or ended: {error}");
        }

        Count(crash);
        return _wrong.Count == 0 ? watched : null;
    }

    /// <summary>What was wrong the last time.</summary>
    internal IReadOnlyList<string> Wrong => _wrong;

    // With no durability a power cut may spoil what was finished, and an in-place item has no other copy.
    private bool MaySpoil(CrashState crash) => crash.Boot > 0 && scenario.Durability == Durability.None;

    private void Count(CrashState crash)
    {
        tally.Add("states");
        tally.Add("fresh starts", crash.Journal is null ? 1 : 0);
        tally.Add("not recovered", _wrong.Count == 0 ? 0 : 1);
    }

    private void Look(CrashState crash, RunSummary summary, IReadOnlyCollection<string> ran)
    {
        var journal = new JournalFacts(File.ReadAllBytes(summary.JournalPath));
        Expect(journal.HasEnded && summary.State == RunState.Completed, $"the run ended as {summary.State}: {summary.Error}");
        Expect(summary.Total == Scenario.Names.Count, $"the run has {summary.Total} items");
        foreach (string name in Scenario.Names)
        {
            LookAt(name, crash, journal);
        }

        Expect(journal.Places.Count == Scenario.Names.Count, $"the journal names {string.Join(", ", journal.Places.Keys)}");
        foreach (string name in ran.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key))
        {
            _wrong.Add($"'{name}' was processed twice in the recovery");
        }

        foreach (string name in ran.Where(crash.Promised.Contains))
        {
            _wrong.Add($"'{name}' was durable and ran again");
        }

        int redone = ran.Count(crash.Promised.Contains);
        tally.Add("promised results", crash.Promised.Count);
        tally.Add("lost", redone);
        LookForStrangers(crash, summary.JournalPath);
        if (scenario.Tells)
        {
            LookAtDiagnostics(crash, summary, ran);
        }
    }

    // Never another item's lines or half of its own. What a power cut took of results that were not durable yet is said, not passed over.
    private void LookAtDiagnostics(CrashState crash, RunSummary summary, IReadOnlyCollection<string> ran)
    {
        using var reader = new DiagnosticReader();
        foreach (BatchResult result in BatchEngine.Results(summary))
        {
            try
            {
                Expect(reader.Read(result).SequenceEqual(Scenario.Told(result.Name)), $"'{result.Name}' tells something else");
            }
            catch (BatchException error) when (error.Code == DiagnosticReader.Damaged)
            {
                tally.Add("damaged diagnostics found");
                Expect(crash.Boot > 0 && !crash.Promised.Contains(result.Name) && !ran.Contains(result.Name), $"'{result.Name}' has lost its diagnostics: {error.Message}");
            }
        }
    }

    private void LookAt(string name, CrashState crash, JournalFacts journal)
    {
        (long Number, string Name, int Status, string? Code) last = journal.Results[name].LastOrDefault();
        string ended = last.Name is null ? "nothing" : JournalFacts.Say(last);
        Expect(journal.Places.GetValueOrDefault(name)?.Count == 1, $"'{name}' has {journal.Places.GetValueOrDefault(name)?.Count ?? 0} places in the run");
        if (MaySpoil(crash) && (scenario.InPlace || ended == "Failed OutputExists"))
        {
            // A named error or another content: what -Durability None says.
            Expect(last.Name is not null, $"'{name}' ended as nothing");
            return;
        }

        Expect(ended == (scenario.Fails(name) ? "Failed Broken" : "Succeeded"), $"'{name}' ended as {ended}");
        string input = Path.Combine(site.Inputs, name);
        string output = Path.Combine(site.Outputs, name);
        if (!scenario.InPlace || scenario.Fails(name))
        {
            ExpectContent(input, Scenario.Input(name));
        }

        if (!scenario.Fails(name))
        {
            ExpectContent(output, Scenario.Processed(Scenario.Input(name)));
        }
        else if (!scenario.InPlace)
        {
            Expect(!File.Exists(output), $"'{name}' failed and has an output");
        }
    }

    private void LookForStrangers(CrashState crash, string journal)
    {
        HashSet<string> known =
        [
            .. Scenario.Names.Select(name => Path.Combine(site.Inputs, name)),
            .. Scenario.Names.Select(name => Path.Combine(site.Outputs, name)),
        ];
        foreach (string path in Directory.EnumerateFiles(site.Root, "*", SearchOption.AllDirectories))
        {
            bool isTemp = Path.GetFileName(path).StartsWith(".bps~", StringComparison.Ordinal);
            bool isOfAnother = isTemp && !journal.EndsWith($"-{path.Split('~')[1]}.journal", StringComparison.Ordinal);
            if (isOfAnother && IsProbe(path))
            {
                tally.Add("probes of runs that never began");
            }
            else if (isTemp && MaySpoil(crash) && (isOfAnother || scenario.InPlace))
            {
                tally.Add("temps of runs nobody knows");
            }
            else if (isTemp || (!path.StartsWith(site.State, StringComparison.Ordinal) && !known.Contains(path)))
            {
                _wrong.Add($"'{Path.GetRelativePath(site.Root, path)}' was left");
            }
        }
    }

    // The first thing a run makes; killed there it has no journal yet, so nobody knows its temp names.
    private static bool IsProbe(string path) => path.Split('~') is [_, _, "0", ..] && new FileInfo(path).Length <= "probe".Length;

    private void ExpectContent(string path, string expected)
    {
        string? found = File.Exists(path) ? File.ReadAllText(path) : null;
        Expect(found == expected, $"'{Path.GetRelativePath(site.Root, path)}' {Difference(found, expected)}");
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            _wrong.Add(otherwise);
        }
    }

    private static string Difference(string? found, string expected) =>
        found is null ? "is gone"
        : found == Scenario.Processed(expected) ? "was processed twice"
        : Scenario.Processed(found) == expected ? "was not processed"
        : $"has {found.Length} bytes instead of {expected.Length}, the first other one at {expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count()}";
}
