using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Reliability.CrashStates;

/// <summary>An execution that was watched: from its log every state is made that a crash of it may leave.</summary>
internal sealed class Recording
{
    private readonly Scenario _scenario;
    private readonly FileSystemModel _model;
    private readonly JournalFacts? _earlier;
    private readonly IReadOnlySet<string> _promised;
    private readonly string _journal;

    private readonly int _boot;

    private Recording(Scenario scenario, FileSystemModel model, string journal, JournalFacts? earlier, IReadOnlySet<string> promised, int boot)
    {
        _boot = boot;
        _scenario = scenario;
        _model = model;
        _journal = journal;
        _earlier = earlier;
        _promised = promised;
    }

    /// <summary>Steps the execution took.</summary>
    internal int Steps => _model.Steps.Count;

    /// <summary>Barriers, or syncs of the journal where there are none.</summary>
    internal int Syncs => _model.Steps.Count(step => step is FileStep.SyncedFileSystem or FileStep.SyncedFile);

    /// <summary>Records the scenario's run in its folder.</summary>
    internal static Recording Of(Scenario scenario, Site site)
    {
        Recording first = Watch(site, new CrashState(scenario, site.Before, null, new HashSet<string>(), "begin", 0), out _, out _);
        if (!scenario.BeginsKilled)
        {
            return first;
        }

        CrashState killed = first.Kill(first.Steps / 2);
        killed.Image.WriteTo(site.Root);
        return Watch(site, killed, out _, out _);
    }

    /// <summary>Records an execution that begins with a state, which is in the folder.</summary>
    internal static Recording Watch(Site site, CrashState begin, out RunSummary summary, out IReadOnlyCollection<string> ran)
    {
        var storage = new RecordingStorage(begin.Image, begin.Boot);
        (summary, ran) = site.Run(begin.Journal, storage);
        return new Recording(
            begin.Scenario, new FileSystemModel(begin.Image, storage.Steps, site.State), summary.JournalPath,
            begin.Journal is null ? null : new JournalFacts(begin.Image.Files[begin.Journal].Bytes), begin.Promised, begin.Boot);
    }

    /// <summary>The state when its process is killed after so many steps.</summary>
    internal CrashState Kill(int cut)
    {
        DiskImage image = _model.AfterKill(cut);
        byte[]? bytes = image.Files.TryGetValue(_journal, out FileContent? journal) ? journal.Bytes : null;
        return State(image, bytes is null ? [] : Finished(new JournalFacts(bytes), _ => true), $"kill {Place(cut)}", _boot);
    }

    /// <summary>A state when the power goes after so many steps.</summary>
    internal CrashState CutPower(int cut, PowerCut fate)
    {
        DiskImage image = _model.AfterPowerCut(cut, fate);
        return State(image, Durable(cut), $"power cut {Place(cut)}; {fate}", _boot + 1);
    }

    // Results that must not be lost: what a barrier covers, or with full durability every synced record.
    private IEnumerable<string> Durable(int cut)
    {
        if (_scenario.Durability == Durability.None || _model.FileNamed(cut, _journal) is not { } file)
        {
            return [];
        }

        var durable = new JournalFacts(_model.DurableBytes(cut, file));
        return Finished(durable, number => _scenario.Durability == Durability.Full || durable.IsBehindBarrier(number));
    }

    // Of those that this execution finished: what it found may have been spoilt before.
    private IEnumerable<string> Finished(JournalFacts facts, Func<long, bool> counts) => facts.Results
        .Where(item => item.Count(result => counts(result.Number)) > (_earlier?.Results[item.Key].Count() ?? 0))
        .Select(item => item.Key);

    private CrashState State(DiskImage image, IEnumerable<string> finished, string crash, int boot)
    {
        var promised = new HashSet<string>(_promised, StringComparer.Ordinal);
        promised.UnionWith(finished);
        string? journal = image.Files.Where(file => file.Key.EndsWith(".journal", StringComparison.Ordinal) && new JournalFacts(file.Value.Bytes).HasHeader)
            .Select(file => file.Key).Max(StringComparer.Ordinal);
        return new CrashState(_scenario, image, journal, promised, crash, boot);
    }

    private string Place(int cut) =>
        $"after step {cut} of {Steps} ({(cut == 0 ? "none" : Said(_model.Steps[cut - 1]))}, next {(cut == Steps ? "none" : Said(_model.Steps[cut]))})";

    private static string Said(FileStep step) => step is FileStep.Wrote wrote ? $"Wrote {wrote.Path} {wrote.Offset}+{wrote.Bytes.Length}" : step.ToString();
}

/// <summary>What a crash left.</summary>
/// <param name="Scenario">Whose run it was.</param>
/// <param name="Image">The files.</param>
/// <param name="Journal">Full path of the journal; null when none has a header: the run is begun again.</param>
/// <param name="Promised">Items that must not run again.</param>
/// <param name="Crash">Where it was and what was chosen.</param>
/// <param name="Boot">Power cuts so far.</param>
internal sealed record CrashState(Scenario Scenario, DiskImage Image, string? Journal, IReadOnlySet<string> Promised, string Crash, int Boot);
