using System.Diagnostics;
using BatchPs.Cli.Tests;
using Xunit;

namespace BatchPs.Reliability.BlackBox;

/// <summary>A tree of inputs, what an undisturbed run makes of it, and one run after the other that is disturbed.</summary>
internal sealed class Trial : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, byte[]> _inputs;

    /// <summary>Writes the tree and runs it once undisturbed.</summary>
    /// <param name="files">How many.</param>
    /// <param name="seed">Which.</param>
    /// <param name="inPlace">Whether outputs replace their inputs.</param>
    /// <param name="on">Where inputs and outputs are; null for the shell's own directory.</param>
    /// <param name="keepsStateThere">Whether the state directory is there, too.</param>
    internal Trial(int files, int seed, bool inPlace = false, string? on = null, bool keepsStateThere = false)
    {
        InPlace = inPlace;
        _inputs = Lectures.Make(files, seed);
        WorkDirectory = on is null ? Shell.CurrentDirectory : Path.Join(on, "work");
        State = Path.Join(keepsStateThere ? on : Path.GetDirectoryName(Shell.CurrentDirectory), "state");
        Shell.StartIn = WorkDirectory;
        Shell.Environment["XDG_STATE_HOME"] = State;

        // Full of short-lived processes: they need not be fast later, nor be looked at.
        Shell.Environment["DOTNET_TieredPGO"] = "0";
        Shell.Environment["DOTNET_EnableDiagnostics"] = "0";
        try
        {
            // The second time, with the executable in memory, is the usual one.
            _ = Measure();
            (UsualStart, UsualDuration) = Measure();
            Expected = _inputs.Keys.ToDictionary(name => name, Changed);
            Assert.Equal(_inputs.Count(file => file.Value.AsSpan().StartsWith("No"u8)), Expected.Count(file => file.Value is null));
        }
        catch
        {
            Shell.Dispose();
            throw;
        }
    }

    internal Shell Shell { get; } = new();

    internal bool InPlace { get; }

    /// <summary>How long the undisturbed run took, from the start of its process.</summary>
    internal TimeSpan UsualDuration { get; }

    /// <summary>How much of it had passed when the journal appeared.</summary>
    internal TimeSpan UsualStart { get; }

    /// <summary>The output of each input; null for one that fails.</summary>
    internal IReadOnlyDictionary<string, byte[]?> Expected { get; }

    internal IReadOnlyDictionary<string, byte[]> Inputs => _inputs;

    /// <summary>Where everything of the user's is, and nothing else.</summary>
    internal string WorkDirectory { get; }

    internal string Source => Path.Join(WorkDirectory, "lectures");

    /// <summary>Where outputs appear.</summary>
    internal string Target => InPlace ? Source : Path.Join(WorkDirectory, "out");

    /// <summary>The directory of states, with that of BatchPs.</summary>
    internal string State { get; }

    /// <summary>The newest journal that has its first record; null when there is no run yet.</summary>
    internal string? JournalPath => Journals.OrderDescending(StringComparer.Ordinal).FirstOrDefault(path => JournalText.Read(path).HasHeader);

    internal string[] Journals => Directory.Exists(Path.Join(State, "batchps/runs")) ? Directory.GetFiles(Path.Join(State, "batchps/runs"), "*.journal") : [];

    /// <summary>The command line of a new run.</summary>
    internal string[] Start(params string[] more) =>
        ["start", "lectures", .. InPlace ? ["--in-place"] : new[] { "out" }, "--recursive", "--quiet", "--processor", "Srt", .. more];

    /// <summary>The command line that goes on: a resume when there is a run, else a new one.</summary>
    internal string[] GoOn(params string[] more) => JournalPath is null ? Start(more) : ["resume", "--quiet"];

    /// <summary>Returns when there is a journal or the process has ended.</summary>
    internal void WaitForJournal(Process process) =>
        Assert.True(SpinWait.SpinUntil(() => Journals is not [] || process.HasExited, s_deadline), "No journal appeared.");

    /// <summary>Puts everything back to before the first run.</summary>
    internal void Reset()
    {
        foreach (string directory in new[] { WorkDirectory, State })
        {
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }
        }

        Lectures.Write(Source, _inputs);
    }

    public void Dispose() => Shell.Dispose();

    private (TimeSpan Start, TimeSpan Whole) Measure()
    {
        Reset();
        long began = Stopwatch.GetTimestamp();
        Process process = Shell.Start(Start());
        WaitForJournal(process);
        TimeSpan start = Stopwatch.GetElapsedTime(began);
        Ended ended = Shell.End(process);
        Assert.True(ended.ExitCode == 1, ended.Error);
        return (start, Stopwatch.GetElapsedTime(began));
    }

    private byte[]? Changed(string name)
    {
        string path = Path.Join(Target, name);
        byte[]? now = File.Exists(path) ? File.ReadAllBytes(path) : null;
        return InPlace && now.AsSpan().SequenceEqual(_inputs[name]) ? null : now;
    }
}
