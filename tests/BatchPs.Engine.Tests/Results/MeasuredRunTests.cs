using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

/// <summary>The figures of a run of subtitles are the same whoever counts them: the live run, a resume, the catalogue from the journal.</summary>
public sealed class MeasuredRunTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Start_ThenRecountedFromTheJournal_HasTheSameFigures()
    {
        Subtitles(40);
        BatchEngine engine = _some.Engine(new SrtProcessor());

        (RunSummary live, List<BatchResult> results) = _some.Run(engine, Srt);
        File.Delete(Path.Combine(engine.Runs.Directory, live.RunId + ".json"));
        RunSummary recounted = engine.Runs.Find(live.RunId);

        AssertSameFigures(live, recounted);
        Assert.Equal(40, live.Distributions["scoreBefore"].Counts.Sum());
        Assert.Equal(results.Sum(one => one.Metrics["segments"]), live.Metrics["segments"]);
        Assert.Equal(live.Metrics["segments"] / live.Duration.TotalSeconds, live.Metrics["segmentsPerSecond"], tolerance: 0.001);
        Assert.Equal(
            results.Sum(one => one.Metrics["segments"] * one.Metrics["scoreBefore"]) / results.Sum(one => one.Metrics["segments"]),
            live.Metrics["scoreBeforeWeighted"], tolerance: 0.001);
        Assert.NotEqual(live.Metrics["scoreBefore"], live.Metrics["scoreBeforeWeighted"]);
    }

    [Fact]
    public void Resume_AfterAStop_HasTheFiguresOfAWholeRun()
    {
        Subtitles(40);
        BatchEngine engine = _some.Engine(new SrtProcessor());
        (RunSummary whole, _) = _some.Run(engine, Srt);

        RunSummary stopped;
        using (BatchExecution execution = engine.Start(engine.Define(_some.Request(request => Srt(request) with { Destination = _some.Folder["second"] }), out _)))
        {
            Assert.True(execution.WaitForResult(TimeSpan.FromSeconds(30)));
            execution.Stop(TimeSpan.Zero);
            stopped = execution.WaitForEnd();
        }

        RunSummary resumed = stopped.State == RunState.Completed ? stopped : Some.Resume(engine, stopped).Summary;

        AssertSameFigures(whole, resumed);
        Assert.Equal(resumed.Metrics["segments"] / resumed.Duration.TotalSeconds, resumed.Metrics["segmentsPerSecond"], tolerance: 0.001);
    }

    [Fact]
    public void Start_CheckWithAMinimumScore_CountsTheFilesThatFailForIt()
    {
        Subtitles(12);
        (RunSummary run, List<BatchResult> results) = _some.Run(_some.Engine(new SrtProcessor()), request => Srt(request) with
        {
            Destination = null,
            Options = new Dictionary<string, string> { ["Mode"] = "Check", ["MinimumScore"] = "95" },
        });

        Assert.All([run.Failed, run.Succeeded], count => Assert.NotEqual(0, count));
        Assert.Equal(12, run.Distributions["scoreBefore"].Counts.Sum());
        Assert.Contains(run.Worst["scoreBefore"][0].Name, results.Where(one => one.Status == ItemStatus.Failed).Select(one => one.Name));
    }

    private static BatchRequest Srt(BatchRequest request) => request with { Processor = "Srt" };

    private static void AssertSameFigures(RunSummary one, RunSummary other)
    {
        Assert.Equivalent(one.DeclaredMetrics, other.DeclaredMetrics, strict: true);
        Assert.Equivalent(one.Distributions, other.Distributions, strict: true);
        Assert.Equivalent(one.Worst, other.Worst, strict: true);
        Assert.Equal(WithoutRates(one), WithoutRates(other));
    }

    private static IEnumerable<KeyValuePair<string, double>> WithoutRates(RunSummary run) => run.Metrics.Where(one => !one.Key.EndsWith("PerSecond", StringComparison.Ordinal));

    // Files of 1 to 5 cues, the shorter the longer the file, in a form that needs corrections.
    private void Subtitles(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int cues = (i % 5) + 1;
            _some.Folder.Write($"in/{i:d3}.srt", string.Concat(Enumerable.Range(0, cues).Select(cue => FormattableString.Invariant(
                $"{cue + 1}\n00:00:{cue * 3:00}.000 --> 00:00:{cue * 3:00},{900 - (cues * 100):000}\n{new string('x', 8 + (i % 7))}\n\n"))));
        }
    }
}
