using BatchPs.Engine.Configuration;
using BatchPs.Engine.Running;
using BatchPs.Engine.Running.Steering;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

public sealed class RunSteeringTests
{
    private const long Megabyte = 1 << 20;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);
    private static readonly int Most = Math.Max(16, 4 * Environment.ProcessorCount);

    private readonly FakeTimeProvider _time = new();
    private readonly List<RunNotice> _notices = [];
    private readonly List<int> _grown = [];
    private readonly SomeLoad _machine = new();
    private long _workingSet = 100 * Megabyte;
    private double _done;

    [Fact]
    public void Look_AutoAndItemsThatOnlyWait_LetsMoreAndMoreBeginAndSaysSo()
    {
        RunSteering steering = Steering(Auto);

        Look(steering, seconds: 40, workers => 100 * workers);

        Assert.Equal((Most, Most, Most), (steering.Wanted, steering.Gate.Allowed, _grown.Max()));
        Assert.All(_notices, notice => Assert.Equal(NoticeLevel.Verbose, notice.Level));
        Assert.StartsWith("Auto: ", _notices[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Look_AutoWhileTheRunIsHeld_MeasuresNothing()
    {
        RunSteering steering = Steering(Auto);

        Look(steering, seconds: 120, _ => 0, isHeld: true);

        Assert.Equal(Environment.ProcessorCount, steering.Wanted);
        Assert.Empty(_notices);
    }

    [Fact]
    public void Look_SeveralLimits_AllowsTheFewest()
    {
        RunSteering steering = Steering(new RunSettings { MaxParallelWorkers = 16, MaxMemoryMb = 100, MaxLoad = 80 });
        Look(steering, seconds: 1, _ => 0);
        Assert.Equal(16, steering.Gate.Allowed);

        _machine.Now = new MachineLoad(20, 100);
        Look(steering, seconds: 0.5, _ => 0);
        Assert.Equal(14, steering.Gate.Allowed);
        _workingSet = 300 * Megabyte;
        Look(steering, seconds: 0.5, _ => 0);
        Assert.Equal(12, steering.Gate.Allowed);
        Assert.Equal(16, steering.Wanted);
    }

    [Fact]
    public void Tune_ANumberInsteadOfAuto_EndsTheSearch()
    {
        RunSteering steering = Steering(Auto);

        Assert.Equal(["max_parallel_workers from auto to 3"], steering.Tune(Tuning("max_parallel_workers", "3")));
        Look(steering, seconds: 60, workers => 100 * workers);

        Assert.Equal((3, 3), (steering.Wanted, steering.Gate.Allowed));
        Assert.Equal(["max_parallel_workers from 3 to auto"], steering.Tune(Tuning("max_parallel_workers", "Auto")));
        Assert.Equal(Environment.ProcessorCount, steering.Wanted);
    }

    [Fact]
    public void Tune_AnotherLimit_KeepsWhatTheSearchHasFound()
    {
        RunSteering steering = Steering(Auto);
        Look(steering, seconds: 40, workers => 100 * workers);

        steering.Tune(Tuning("max_load", "90"));

        Assert.Equal(Most, steering.Wanted);
    }

    private static RunSettings Auto => new() { AutoWorkers = true, MaxParallelWorkers = Environment.ProcessorCount };

    private static RunTuning Tuning(string key, string value) => RunTuning.Of(new Dictionary<string, string> { [key] = value });

    private RunSteering Steering(RunSettings settings)
    {
        _machine.Now = new MachineLoad(20, 20);
        return new RunSteering(
            settings, new MachineSenses { WorkingSet = () => _workingSet, Load = () => _machine }, new RateGate(0, _time), _time, _notices.Add) { Grow = _grown.Add };
    }

    private void Look(RunSteering steering, double seconds, Func<int, double> perSecond, bool isHeld = false)
    {
        for (double at = 0; at < seconds; at += Beat.TotalSeconds)
        {
            _time.Advance(Beat);
            _done += perSecond(steering.Gate.Allowed) * Beat.TotalSeconds;
            steering.Look(new RunWork((long)_done, 0, ItemsPerCall: 1, isHeld));
        }
    }
}
