using System.Globalization;
using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>What the cues of a file cost a worker that has seen as large a file before.</summary>
public sealed class SrtAllocationTests
{
    [Theory]
    [InlineData("", "{0}\n{1} --> {2}\nHello\n\n")]
    [InlineData("T,D01", "{0}\n{1} --> {2}\nHello\n\n")]
    [InlineData("T,D01", "{0}\n{1} --> {2}\n今日は {0}\n\n")]
    [InlineData("T03", "{0}\n{1} --> {3}\nToo long {0}\n\n")]
    [InlineData("D01", "{0}\n{1} --> {4}\nRepeated\n\n")]
    [InlineData("", "0{0}\n{1} --> {2} \n  Odd \t here\n\nin many ways\n\n\n")]
    public void Correct_NothingIsTold_AllocatesNothingForACue(string rules, string cue)
    {
        var corrector = new SrtCorrector(SrtOptions.Parse(new Dictionary<string, string> { ["Rules"] = rules }));
        var few = File(cue, 100);
        var many = File(cue, 2000);
        Allocated(corrector, many);
        Allocated(corrector, many); // The two buffers change places.

        // A collection counts what is left of the thread's allocation context, up to 8 KB, as allocated. It only adds, and tests that run beside
        // this one cause many: so the least of each, as the least difference would be that with a collection while the few are read.
        var more = LeastAllocated(corrector, many) - LeastAllocated(corrector, few);

        Assert.InRange(more, -1000, 1000);
    }

    private static long LeastAllocated(SrtCorrector corrector, byte[] file) => Enumerable.Range(0, 20).Min(_ => Allocated(corrector, file));

    private static long Allocated(SrtCorrector corrector, byte[] file)
    {
        corrector.Clear();
        corrector.Input.Append(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(corrector.Read());
        corrector.Correct();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] File(string cue, int count) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, count).Select(i =>
        string.Format(CultureInfo.InvariantCulture, cue, i, Time(i * 10_000), Time(i * 10_000 + 2000), Time(i * 10_000 + 8000), Time(i * 10_000 + 9900)))));

    private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", null);
}
