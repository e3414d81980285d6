using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Benchmarks;

/// <summary>How wrong the estimates of a run are, over subtitle files of many sizes, enough for one worker to take more than ten seconds: what a
/// display asked for four times a second, against what the run took in the end.</summary>
internal static class EstimateBenchmark
{
    private const int Runs = 3;
    private const int FilesOfASize = 20;
    private const int SizesAtFirst = 40;
    private const int LeastCues = 20;
    private const int MostCues = 4000;
    private const double Seconds = 16;
    private const long MostBytes = 4L << 30;
    private static readonly TimeSpan AskedEvery = TimeSpan.FromMilliseconds(250);

    internal static void Run(Workplace place)
    {
        string corpus = Path.Combine(place.Folder, "sizes");
        long bytes = 0;
        var random = new Random(20_263);
        for (int size = 0; size < SizesAtFirst; size++)
        {
            // As many small files as large ones, by the order of magnitude.
            int cues = (int)(LeastCues * Math.Pow((double)MostCues / LeastCues, random.NextDouble()));
            bytes += Corpus.Write(FolderOf(corpus, 0, size), FilesOfASize, cues, isDefective: true, seed: size).Bytes;
        }

        // The first time compiles the code; the second says how many copies make a run long enough.
        Take(place, corpus, "warm up", _ => { });
        double once = Take(place, corpus, "measured", _ => { }).Duration.TotalSeconds;
        int copies = (int)Math.Min(Math.Ceiling(Seconds / once), MostBytes / bytes);
        for (int copy = 1; copy < copies; copy++)
        {
            Copy(corpus, copy);
        }

        Workplace.Print($"estimates over {copies * SizesAtFirst * FilesOfASize:N0} subtitle files of {LeastCues} to {MostCues:N0} cues, {copies * bytes / 1e6:N0} MB, one worker; from a tenth of the work on:");
        for (int run = 1; run <= Runs; run++)
        {
            var asked = new List<(double Share, double Total)>();
            RunSummary summary = Take(place, corpus, "estimated", now =>
            {
                if (now is { Remaining: { } left, BytesTotal: > 0 and { } all })
                {
                    asked.Add(((double)now.BytesDone / all, (now.Elapsed + left).TotalSeconds));
                }
            });
            double took = summary.Duration.TotalSeconds;
            double[] errors = [.. asked.Where(one => one.Share >= 0.1).Select(one => 100 * Math.Abs(one.Total - took) / took).Order()];
            string known = run == 1 ? "no earlier run of the name" : "an earlier run of the name";
            Workplace.Print($"  run {run}, {known,-26} {took:0.0} s, {errors.Length} estimates: mean error {errors.Average():0.0} %, middle {errors[errors.Length / 2]:0.0} %, most {errors[^1]:0.0} %; the run itself says {summary.EtaErrorPercent:0.0} %");
        }
    }

    private static RunSummary Take(Workplace place, string corpus, string name, Action<ProgressSnapshot> asked)
    {
        string output = Path.Combine(place.Folder, "estimated");
        BatchEngine engine = place.Engine();
        using BatchExecution execution = engine.Start(engine.Define(
            place.Request(("-ThrottleLimit", "1")) with
            {
                Name = name, Processor = "Srt", Selection = new Selection { LiteralPaths = [corpus], Recurse = true }, Root = corpus, Destination = output,
            }, out _));
        RunSummary run;
        using (new Timer(_ => Ask(execution, asked), null, AskedEvery, AskedEvery))
        {
            (run, _) = Workplace.Drain(execution);
        }

        Directory.Delete(output, recursive: true);
        return run;
    }

    // One at a time: a timer does not wait for its last call.
    private static void Ask(BatchExecution execution, Action<ProgressSnapshot> asked)
    {
        lock (execution)
        {
            asked(execution.Progress());
        }
    }

    private static void Copy(string corpus, int copy)
    {
        for (int size = 0; size < SizesAtFirst; size++)
        {
            string to = Directory.CreateDirectory(FolderOf(corpus, copy, size)).FullName;
            foreach (string file in Directory.EnumerateFiles(FolderOf(corpus, 0, size)))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }
    }

    private static string FolderOf(string corpus, int copy, int size) => Path.Combine(corpus, FormattableString.Invariant($"{copy:d2}"), FormattableString.Invariant($"{size:d2}"));
}
