using BatchPs.Engine.Journal;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace BatchPs.Engine.Tests.Journal;

public sealed class JournalWriterTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Journal => _folder["a.journal"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Append_FromManyThreads_NumbersAllWithoutGaps()
    {
        using (var writer = new JournalWriter(new LocalStorage().OpenAppend(Journal), nextSequence: 0))
        {
            Thread[] threads = [.. Enumerable.Range(0, 8).Select(thread => new Thread(() =>
            {
                for (int i = 0; i < 500; i++)
                {
                    writer.Append("{\"t\":\"r\",\"x\":1}"u8);
                    if (i % 100 == thread)
                    {
                        writer.Sync();
                    }
                }
            }))];
            Array.ForEach(threads, thread => thread.Start());
            Array.ForEach(threads, thread => thread.Join());
        }

        using var reader = new JournalReader(Journal);
        int results = 0;
        while (reader.TryRead(out JournalLine line))
        {
            results += line.Type == 'r' ? 1 : 0;
        }

        Assert.Equal(4000, results);
        Assert.True(reader.Condition().IsSound);
    }

    [Fact]
    public void WriteUpTo_QueuedRecords_AreInTheFileOnlyAfterIt()
    {
        using var writer = new JournalWriter(new LocalStorage().OpenAppend(Journal), nextSequence: 0);
        long ticket = writer.Queue("{\"t\":\"i\",\"x\":0}"u8);

        Assert.Equal(0, new FileInfo(Journal).Length);
        writer.WriteUpTo(ticket);

        Assert.Single(File.ReadAllLines(Journal));
    }

    [Fact]
    public void Sync_OnceFailed_IsNeverTriedAgainAndRecordsAreStillTaken()
    {
        var storage = new NoSync();
        using var writer = new JournalWriter(storage.OpenAppend(Journal), nextSequence: 0);
        writer.Append("{\"t\":\"r\",\"x\":1}"u8);

        Assert.Throws<IOException>(() => writer.Sync());
        IOException refused = Assert.Throws<IOException>(() => writer.Sync());
        writer.Append("{\"t\":\"e\"}"u8);

        Assert.Equal(("Could not sync: no device.", 5), (refused.Message, refused.HResult));
        Assert.Equal(1, storage.Tries);
        Assert.EndsWith("\"t\":\"e\"", File.ReadAllLines(Journal)[^1].Split(",\"c\"")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Append_AMegabyteSinceTheLastSync_AsksForOneBeforeItsTime()
    {
        using var writer = new JournalWriter(new LocalStorage().OpenAppend(Journal), nextSequence: 0);
        byte[] record = System.Text.Encoding.UTF8.GetBytes($"{{\"t\":\"r\",\"v\":\"{new string('x', JournalWriter.SyncBytes / 2)}\"}}");

        writer.Append(record);
        Assert.False(writer.Backlog.IsSet);
        writer.Append(record);
        Assert.True(writer.Backlog.IsSet);

        writer.Backlog.Reset();
        writer.Sync();
        writer.Append(record);
        Assert.False(writer.Backlog.IsSet);
        writer.Append(record);
        Assert.True(writer.Backlog.IsSet);
    }

    [Fact]
    public void Append_AfterDispose_IsRefusedAsAnIoError()
    {
        var writer = new JournalWriter(new LocalStorage().OpenAppend(Journal), nextSequence: 0);
        writer.Dispose();

        IOException refused = Assert.Throws<IOException>(() => writer.Append("{\"t\":\"r\",\"x\":2}"u8));

        Assert.Equal($"The journal '{Journal}' is closed.", refused.Message);
    }

    private sealed class NoSync : LocalStorage
    {
        internal int Tries { get; private set; }

        internal override void SyncData(SafeFileHandle file, string path)
        {
            Tries++;
            throw new IOException("Could not sync: no device.", 5);
        }
    }
}
