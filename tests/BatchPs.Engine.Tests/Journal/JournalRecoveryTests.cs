using BatchPs.Engine.Journal;
using BatchPs.Engine.Results;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace BatchPs.Engine.Tests.Journal;

public sealed class JournalRecoveryTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Fact]
    public void Open_TheProcessDiesAtAnyStep_LeavesTheOldJournalOrTheNewAndIsRecovered()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps and replaces in one call.");
        _some.Inputs(4);
        (RunSummary run, _) = _some.Run(_some.Engine(TestProcessor.Upper()));
        byte[] damaged = File.ReadAllBytes(run.JournalPath);
        int result = damaged.AsSpan().IndexOf("\"t\":\"r\""u8);
        damaged[result + 60] ^= 1;
        byte[]? repaired = null;
        int step = 0;
        for (bool died = true; died; step++)
        {
            File.WriteAllBytes(run.JournalPath, damaged);
            died = DiesAt(step, run.JournalPath);
            if (died)
            {
                using JournalState left = JournalState.Load(run.JournalPath);
                Assert.True(left.Condition.IsSound || File.ReadAllBytes(run.JournalPath).AsSpan().SequenceEqual(damaged), $"step {step}");
            }

            using (JournalState journal = new JournalRecovery(new LocalStorage(), TimeProvider.System).Open(run.JournalPath, out _))
            {
                Assert.Equal((4, 3), (journal.Count, Enumerable.Range(0, 4).Count(index => journal.StatusOf(index) == ItemStatus.Succeeded)));
            }

            // All but the last record, which tells of this repair.
            byte[] now = File.ReadAllBytes(run.JournalPath);
            now = now[..(now.AsSpan()[..^1].LastIndexOf((byte)'\n') + 1)];
            repaired ??= now;
            Assert.Equal(repaired, now);
            Assert.Empty(_some.Temps());
            string backup = Assert.Single(JournalBackup.Of(run.JournalPath));
            Assert.Equal(damaged, File.ReadAllBytes(backup));
            File.Delete(backup);
        }

        Assert.InRange(step, 7, 20);
    }

    private static bool DiesAt(int step, string path)
    {
        try
        {
            using JournalState journal = new JournalRecovery(new DyingStorage(step), TimeProvider.System).Open(path, out _);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>From a step on nothing is done any more, as when the process were dead.</summary>
    private sealed class DyingStorage(int steps) : LocalStorage
    {
        private int _left = steps;

        internal override SafeFileHandle CreateNew(string path)
        {
            Step();
            return base.CreateNew(path);
        }

        internal override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
        {
            Step();
            base.Write(file, path, bytes, offset);
        }

        internal override void SyncData(SafeFileHandle file, string path)
        {
            Step();
            base.SyncData(file, path);
        }

        internal override void CopyRights(string from, string to)
        {
            Step();
            base.CopyRights(from, to);
        }

        internal override void ReplaceKeeping(string from, string to, string kept)
        {
            Step();
            base.ReplaceKeeping(from, to, kept);
        }

        internal override void Replace(string from, string to)
        {
            Step();
            base.Replace(from, to);
        }

        internal override void Delete(string path)
        {
            Step();
            base.Delete(path);
        }

        internal override void SyncDirectory(string path)
        {
            Step();
            base.SyncDirectory(path);
        }

        private void Step()
        {
            if (_left-- <= 0)
            {
                throw new IOException("The process is dead.");
            }
        }
    }
}
