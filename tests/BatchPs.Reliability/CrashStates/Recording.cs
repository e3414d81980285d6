using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Reliability.CrashStates;

/// <summary>An execution that was watched: from its log every state is made that a crash of it may leave.</summary>
internal sealed class Recording
{
    private readonly Scenario _scenario;
    private readonly Past _past;
    private readonly FileSystemModel _model;
    private readonly string _journal;
    private readonly JournalFacts? _earlier;
    private readonly int _boot;

    private Recording(CrashState begin, FileSystemModel model, string journal)
    {
        _scenario = begin.Scenario;
        _past = begin.Past;
        _boot = begin.Boot;
        _model = model;
        _journal = journal;
        _earlier = _past.Durable.Files.TryGetValue(journal, out FileContent? earlier) ? new JournalFacts(earlier.Bytes) : null;
    }

    /// <summary>Steps the execution took.</summary>
    internal int Steps => _model.Steps.Count - _past.Steps.Count;

    /// <summary>Its barriers, or syncs of the journal where there are none.</summary>
    internal int Syncs => _model.Steps.Skip(_past.Steps.Count).Count(step => step is FileStep.SyncedFileSystem or FileStep.SyncedFile);

    /// <summary>Records the scenario's run in its folder.</summary>
    internal static Recording Of(Scenario scenario, Site site)
    {
        var nothing = new Past(site.Before, [], new HashSet<string>());
        Recording first = Watch(site, new CrashState(scenario, site.Before, null, nothing.Promised, nothing, "begin", Boot: 0), out _, out _);
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
        var past = new FileSystemModel(begin.Past.Durable, begin.Past.Steps, site.State);
        var storage = new RecordingStorage(past.FileNames, past.Files, begin.Boot) { CanExchange = site.Scenario.Exchanges };
        (summary, ran) = site.Run(begin.Journal, storage);
        return new Recording(
            begin, new FileSystemModel(begin.Past.Durable, [.. begin.Past.Steps, .. storage.Steps], site.State), summary.JournalPath);
    }

    /// <summary>The state when its process is killed after so many steps. What was not synced still is not.</summary>
    internal CrashState Kill(int cut)
    {
        DiskImage image = _model.AfterKill(_past.Steps.Count + cut);
        byte[]? bytes = image.Files.TryGetValue(_journal, out FileContent? journal) ? journal.Bytes : null;
        HashSet<string> promised = Promised(bytes is null ? [] : Finished(new JournalFacts(bytes), _ => true));
        Past past = _past with { Steps = [.. _model.Steps.Take(_past.Steps.Count + cut)] };
        return new CrashState(_scenario, image, JournalIn(image), promised, past, $"kill {Place(cut)}", _boot);
    }

    /// <summary>A state when the power goes after so many steps.</summary>
    internal CrashState CutPower(int cut, PowerCut fate)
    {
        DiskImage image = _model.AfterPowerCut(_past.Steps.Count + cut, fate);
        HashSet<string> promised = Promised(Durable(_past.Steps.Count + cut));
        return new CrashState(_scenario, image, JournalIn(image), promised, new Past(image, [], promised), $"power cut {Place(cut)}; {fate}", _boot + 1);
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

    private HashSet<string> Promised(IEnumerable<string> finished) => new(_past.Promised.Concat(finished), StringComparer.Ordinal);

    private static string? JournalIn(DiskImage image) => image.Files
        .Where(file => file.Key.EndsWith(".journal", StringComparison.Ordinal) && new JournalFacts(file.Value.Bytes).HasHeader)
        .Select(file => file.Key).Max(StringComparer.Ordinal);

    private string Place(int cut)
    {
        FileStep[] own = [.. _model.Steps.Skip(_past.Steps.Count)];
        return $"after step {cut} of {Steps} ({(cut == 0 ? "none" : Said(own[cut - 1]))}, next {(cut == Steps ? "none" : Said(own[cut]))})";
    }

    private static string Said(FileStep step) => step is FileStep.Wrote wrote ? $"Wrote {wrote.Path} {wrote.Offset}+{wrote.Bytes.Length}" : step.ToString();
}

/// <summary>What a crash left.</summary>
/// <param name="Scenario">Whose run it was.</param>
/// <param name="Image">The files.</param>
/// <param name="Journal">Full path of the journal; null when none has a header: the run is begun again.</param>
/// <param name="Promised">Items that must not run again.</param>
/// <param name="Past">What the files come from.</param>
/// <param name="Crash">Where it was and what was chosen.</param>
/// <param name="Boot">Power cuts so far.</param>
internal sealed record CrashState(
    Scenario Scenario, DiskImage Image, string? Journal, IReadOnlySet<string> Promised, Past Past, string Crash, int Boot);

/// <summary>How files came to be what they are since the machine was last started.</summary>
/// <param name="Durable">The files at that time.</param>
/// <param name="Steps">What was done to them since, by processes that were killed.</param>
/// <param name="Promised">Items that were done for good at that time.</param>
internal sealed record Past(DiskImage Durable, IReadOnlyList<FileStep> Steps, IReadOnlySet<string> Promised);
