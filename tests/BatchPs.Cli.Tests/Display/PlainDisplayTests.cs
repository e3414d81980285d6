using BatchPs.Cli.Display;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Running;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace BatchPs.Cli.Tests.Display;

public sealed class PlainDisplayTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public void Show_EachTenthOfTheWork_IsOneLine()
    {
        Show(_time, second => second);

        Assert.Equal(10, Lines.Length);
        Assert.Equal("Progress: 10/100 files (10.0 %) | failed 2 | 5.0 files/s | 1.0 MB/s | memory 3.0 MB | CPU 50 % (1.0 cores) | ETA 1 m 30 s", Lines[0]);
    }

    [Fact]
    public void Show_SlowWork_IsALineEachHalfMinute()
    {
        Show(_time, second => second / 100.0);

        Assert.Equal(3, Lines.Length);
    }

    [Fact]
    public void Show_QuickWork_IsNoMoreThanALineInFiveSeconds()
    {
        Show(_time, second => Math.Min(100, second * 10));

        Assert.Equal(["50", "100"], Lines.Take(2).Select(line => line.Split(' ')[1].Split('/')[0]));
    }

    [Fact]
    public void Show_NoClock_IsNothing()
    {
        Show(null, second => second);

        Assert.Empty(Lines);
    }

    private string[] Lines => _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    private void Show(TimeProvider? time, Func<int, double> percentAt)
    {
        var display = new PlainDisplay(new CliHost(new Dictionary<string, string>(), "/", TextWriter.Null, _error), time);
        display.During(() =>
        {
            for (int second = 1; second <= 100; second++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                double percent = percentAt(second);
                display.Show(
                    () => new ProgressSnapshot
                    {
                        Total = 100, Finished = (long)percent, Failed = 2, WorkPercent = percent, ItemsPerSecond = 5, BytesPerSecond = 1 << 20, MemoryBytes = 3 << 20,
                        CpuPercent = 50, CpuCores = 1, Remaining = TimeSpan.FromSeconds(100 - percent),
                    },
                    new SrtProcessor().Info, ended: second == 100 && percent < 100);
            }
        });
    }
}
