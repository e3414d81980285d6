using System.Diagnostics;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Benchmarks;

/// <summary>The whole Srt processor on a corpus, one worker and all, beside the floor: reading every byte and counting newlines.</summary>
internal static class SrtBenchmark
{
    private const int Files = 1000;
    private const int Cues = 1000;

    internal static void Run(Workplace place)
    {
        foreach (double defective in (double[])[0, 0.1])
        {
            string folder = Path.Combine(place.Folder, FormattableString.Invariant($"corpus{defective * 100:0}"));
            long bytes = Corpus.Write(folder, Files, Cues, defective, seed: 20_261);
            Workplace.Print($"{Files:N0} files of {Cues:N0} cues, {bytes / 1e6:0.0} MB, {defective:P0} of the cues defective");
            Measure("floor", bytes, () => Floor(folder));
            foreach (int workers in new[] { 1, Environment.ProcessorCount }.Distinct())
            {
                Measure($"{workers} workers", bytes, () => Process(place, folder, workers));
                Measure($"{workers} workers, again", bytes, () => Process(place, folder, workers));
            }
        }
    }

    private static void Process(Workplace place, string folder, int workers)
    {
        BatchEngine engine = place.Engine();
        using BatchExecution execution = engine.Start(engine.Define(
            place.Request(("-ThrottleLimit", $"{workers}")) with
            {
                Processor = "Srt",
                Selection = new Selection { LiteralPaths = [folder] },
                Root = folder,
                Destination = folder + "-out",
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

    private static void Measure(string what, long bytes, Action work)
    {
        long began = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Workplace.Print($"  {what,-18} {bytes / 1e6 / seconds,8:0} MB/s  {Files * (double)Cues / seconds / 1e6,6:0.00} M cues/s");
    }
}
