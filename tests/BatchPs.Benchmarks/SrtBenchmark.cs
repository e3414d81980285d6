using System.Diagnostics;
using BatchPs.Engine;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Benchmarks;

/// <summary>The Srt processor on a corpus, clean and defective: parsing and scoring alone, then everything with one worker and all, beside the
/// floor: reading every byte and counting newlines. Each is run three times; the figures are the slowest, the middle and the fastest.</summary>
internal static class SrtBenchmark
{
    private const int Files = 1000;
    private const int Cues = 1000;
    private const int Rounds = 3;

    internal static void Run(Workplace place)
    {
        foreach (bool isDefective in new[] { false, true })
        {
            string folder = Path.Combine(place.Folder, isDefective ? "defective" : "clean");
            Corpus corpus = Corpus.Write(folder, Files, Cues, isDefective, seed: 20_261);
            Workplace.Print($"{(isDefective ? "defective" : "clean")}: {Files:N0} files of {Cues:N0} cues, {corpus.Bytes / 1e6:0.0} MB, {corpus.Planted.Count:N0} defects");
            Workplace.Print($"  planted defects reported on their line: {Reported(folder, corpus):N0}");
            Measure("floor", corpus.Bytes, _ => Floor(folder));
            Measure("parse + score", corpus.Bytes, _ => ParseAndScore(folder));
            foreach (int workers in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                Measure($"whole, {workers} workers", corpus.Bytes, round => Process(place, folder, workers, round));
            }
        }
    }

    private static int Reported(string folder, Corpus corpus)
    {
        SrtCorrector corrector = Corrector(("Report", "Diagnostics"));
        int reported = 0;
        foreach (IGrouping<string, Planted> file in corpus.Planted.GroupBy(planted => planted.File))
        {
            Read(corrector, Path.Combine(folder, file.Key));
            corrector.Correct();
            HashSet<(string, long)> found = [.. corrector.Document.Findings.Items.Select(finding => (finding.Rule, finding.Line))];
            reported += file.Count(planted => found.Contains((planted.Rule, planted.Line)));
        }

        return reported;
    }

    private static void ParseAndScore(string folder)
    {
        SrtCorrector corrector = Corrector();
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            Read(corrector, path);
        }
    }

    private static SrtCorrector Corrector(params (string Name, string Value)[] options) =>
        new(SrtOptions.Parse(options.ToDictionary(option => option.Name, option => option.Value)));

    private static void Read(SrtCorrector corrector, string path)
    {
        corrector.Clear();
        using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            file.ReadExactly(corrector.Input.Reserve((int)file.Length)[..(int)file.Length]);
            corrector.Input.Advance((int)file.Length);
        }

        if (corrector.Read() is { } failure)
        {
            throw new InvalidOperationException($"{path} {failure.Problem}");
        }
    }

    private static void Process(Workplace place, string folder, int workers, int round)
    {
        BatchEngine engine = place.Engine();
        using BatchExecution execution = engine.Start(engine.Define(
            place.Request(("-ThrottleLimit", $"{workers}")) with
            {
                Processor = "Srt",
                Selection = new Selection { LiteralPaths = [folder] },
                Root = folder,
                Destination = FormattableString.Invariant($"{folder}-{workers}-{round}"),
            }, out _));
        (RunSummary summary, TimeSpan _) = Workplace.Drain(execution);
        if (summary.Succeeded != Files)
        {
            throw new InvalidOperationException($"{summary.Succeeded} of {Files} files succeeded.");
        }
    }

    private static void Floor(string folder)
    {
        byte[] buffer = new byte[1 << 20];
        long newlines = 0;
        foreach (string path in Directory.EnumerateFiles(folder))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            for (int read; (read = file.Read(buffer)) > 0;)
            {
                newlines += buffer.AsSpan(0, read).Count((byte)'\n');
            }
        }

        GC.KeepAlive(newlines);
    }

    private static void Measure(string what, long bytes, Action<int> work)
    {
        double[] seconds = new double[Rounds];
        for (int round = 0; round < Rounds; round++)
        {
            long began = Stopwatch.GetTimestamp();
            work(round);
            seconds[round] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        Array.Sort(seconds);
        double Rate(int at) => bytes / 1e6 / seconds[at];
        Workplace.Print(
            $"  {what,-18} {Rate(Rounds - 1),6:0} {Rate(Rounds / 2),6:0} {Rate(0),6:0} MB/s  {Files * (double)Cues / seconds[Rounds / 2] / 1e6,6:0.00} M cues/s");
    }
}
