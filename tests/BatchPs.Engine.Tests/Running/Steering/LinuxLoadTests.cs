using BatchPs.Engine.Running.Steering;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Engine.Tests.Running.Steering;

public sealed class LinuxLoadTests : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly FakeTimeProvider _time = new();
    private readonly LinuxLoad _load;

    public LinuxLoadTests()
    {
        _load = new LinuxLoad(_root.Path, _time);
        _root.Write("proc/stat", "cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3 4\n");
        _root.Write("proc/meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\n");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Read_TheMachine_IsTheShareSinceTheLastReading()
    {
        Assert.Equal(new MachineLoad(null, 60), _load.Read());

        _root.Write("proc/stat", "cpu  160 0 120 710 110 0 0 0 50 0\n");

        Assert.Equal(new MachineLoad(80, 60), _load.Read());
    }

    [Fact]
    public void Read_AControlGroupsLimits_AreTheLargerShare()
    {
        _root.Write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        _root.Write("sys/fs/cgroup/cpu.stat", "usage_usec 1000000\nuser_usec 1\n");
        _root.Write("sys/fs/cgroup/memory.max", "1000\n");
        _root.Write("sys/fs/cgroup/memory.current", "950\n");
        _root.Write("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file 50\n");
        _load.Read();

        _time.Advance(TimeSpan.FromSeconds(1));
        _root.Write("sys/fs/cgroup/cpu.stat", "usage_usec 1450000\nuser_usec 1\n");

        MachineLoad load = Assert.NotNull(_load.Read());
        Assert.Equal(90, load.Processors!.Value, precision: 3);
        Assert.Equal(90, load.Memory!.Value, precision: 3);
    }

    [Fact]
    public void Read_AControlGroupWithoutLimits_IsTheMachine()
    {
        _root.Write("sys/fs/cgroup/cpu.max", "max 100000\n");
        _root.Write("sys/fs/cgroup/memory.max", "max\n");

        Assert.Equal(new MachineLoad(null, 60), _load.Read());
    }

    [Theory]
    [InlineData("proc/stat", "")]
    [InlineData("proc/stat", "intr 5")]
    [InlineData("proc/stat", "cpu a b c d e")]
    [InlineData("proc/meminfo", "")]
    [InlineData("proc/meminfo", "MemTotal: 1000 kB\nMemTotal: 1000 kB\n")]
    [InlineData("sys/fs/cgroup/memory.max", "1000\n")]
    public void Read_SomethingElseIsThere_CannotBeRead(string path, string text)
    {
        _root.Write(path, text);

        Assert.Null(_load.Read());
    }

    [Fact]
    public void Read_ThisMachine_IsBetweenNothingAndAll()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsWindows(), "The load is read there only.");
        ILoadReader reader = MachineSenses.Usual.Load();

        MachineLoad first = Assert.NotNull(reader.Read());
        Assert.Null(first.Processors);
        Assert.InRange(first.Memory!.Value, 0.1, 100);
        double? share = null;
        Assert.True(SpinWait.SpinUntil(() => (share = reader.Read()!.Value.Processors) is not null, TimeSpan.FromSeconds(20)));
        Assert.InRange(share!.Value, 0, 100);
    }
}
