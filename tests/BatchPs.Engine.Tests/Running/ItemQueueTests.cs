using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class ItemQueueTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();
    private readonly JournalWriter _journal;

    public ItemQueueTests() => _journal = new JournalWriter(new LocalStorage().OpenAppend(_folder["a.journal"]), nextSequence: 0);

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Take_ANewItemBeforeOneThatRunsAgain_IsRecordedBeforeItRuns()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 2);
        queue.Post(Item(0, isRecorded: false));
        queue.Post(Item(1, isRecorded: true));

        Assert.Equal(2, queue.Take(queue.NewChunk(), workers: 1));

        Assert.Contains("\"t\":\"i\",\"x\":0,", Assert.Single(File.ReadAllLines(_folder["a.journal"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Take_FewItemsForManyWorkers_LeavesEachItsShare()
    {
        var queue = new ItemQueue(_journal, workers: 4, chunkSize: 100);
        for (int i = 0; i < 8; i++)
        {
            queue.Post(Item(i, isRecorded: false));
        }

        Assert.Equal(2, queue.Take(queue.NewChunk(), workers: 4));
    }

    [Fact]
    public void Post_AfterClose_IsRecordedAndNeverTaken()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 1);
        queue.Close();

        queue.Post(Item(0, isRecorded: false));
        _journal.WriteUpTo(long.MaxValue);

        Assert.Equal(0, queue.Take(queue.NewChunk(), workers: 1));
        Assert.Single(File.ReadAllLines(_folder["a.journal"]));
    }

    [Fact]
    public void HasRoom_FullQueue_IsFalseUntilAnItemIsTaken()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 1);
        int posted = 0;
        while (queue.HasRoom)
        {
            queue.Post(Item(posted++, isRecorded: true));
        }

        Assert.Equal(1024, posted);
        queue.Take(queue.NewChunk(), workers: 1);
        Assert.True(queue.HasRoom);
    }

    [Fact]
    public void Take_ItFillsChunks_WaitsUntilOneWorkersIsFull()
    {
        var queue = new ItemQueue(_journal, workers: 2, chunkSize: 3, fillsChunks: true);
        long[]?[] taken = new long[]?[2];
        Thread[] workers = [.. taken.Select((_, number) => new Thread(() => taken[number] = Take(queue)))];
        Array.ForEach(workers, worker => worker.Start());
        foreach (int index in Enumerable.Range(0, 3))
        {
            Assert.True(SpinWait.SpinUntil(() => workers.All(worker => worker.ThreadState.HasFlag(ThreadState.WaitSleepJoin)), Deadline));
            Assert.All(taken, Assert.Null);
            queue.Post(Item(index, isRecorded: false));
        }

        Assert.True(SpinWait.SpinUntil(() => Array.Exists(taken, items => items is not null), Deadline));
        queue.Post(Item(3, isRecorded: false));
        queue.Close();

        Assert.All(workers, worker => Assert.True(worker.Join(Deadline)));
        Assert.Equal([[0L, 1, 2], [3L]], taken.OrderByDescending(items => items!.Length));
        Assert.Equal(4, File.ReadAllLines(_folder["a.journal"]).Length);
    }

    [Fact]
    public void Take_ItFillsChunks_TakesNoShareOfWhatWaits()
    {
        var queue = new ItemQueue(_journal, workers: 4, chunkSize: 3, fillsChunks: true);
        foreach (int index in Enumerable.Range(0, 4))
        {
            queue.Post(Item(index, isRecorded: false));
        }

        queue.Close();

        Assert.Equal([3, 1, 0], [Take(queue).Length, Take(queue).Length, Take(queue).Length]);
    }

    [Fact]
    public void Learn_ItemsGetSlowerOrFasterInTheMiddle_ChunksFollow()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 0);
        Fill(queue);
        int[] sizes =
        [
            SizeAfter(queue, TimeSpan.FromMilliseconds(1), times: 8),
            SizeAfter(queue, TimeSpan.FromMilliseconds(10), times: 8),
            SizeAfter(queue, TimeSpan.FromSeconds(1), times: 1),
            SizeAfter(queue, TimeSpan.FromMicroseconds(100), times: 30),
        ];

        // About 20 ms each: 20 items of 1 ms, 2 of 10 ms, 1 as soon as one takes long, 200 of 0.1 ms.
        Assert.InRange(sizes[0], 19, 20);
        Assert.InRange(sizes[1], 2, 3);
        Assert.Equal(1, sizes[2]);
        Assert.InRange(sizes[3], 100, 200);
    }

    [Fact]
    public void Learn_ACrewThatGrows_TakesNoMoreThanItsShare()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 0);
        Fill(queue);
        queue.Learn(TimeSpan.FromMicroseconds(10), 1);

        Assert.Equal(256, queue.Take(queue.NewChunk(), workers: 1));
        queue.Grow(64);
        Assert.Equal(769 / 64, queue.Take(queue.NewChunk(), workers: 64));
    }

    [Fact]
    public async Task Grow_MoreWorkers_HasMoreRoomAndNeverLess()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 1);
        Fill(queue);
        Task<bool> room = queue.WaitForRoom();
        Assert.False(room.IsCompleted);
        long reserve = _journal.ReserveBytes;

        queue.Grow(8);
        queue.Grow(1);

        Assert.True(await room.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.Equal(8 * 256 * 2 - 1024, Fill(queue));
        Assert.Equal(4096, queue.Waiting);
        Assert.True(_journal.ReserveBytes >= reserve);
    }

    [Fact]
    public async Task WaitForRoom_ItemsAreTakenAtTheSameTime_NeverMissesRoom()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 1);
        const int Count = 20_000;
        var taking = new Thread(() =>
        {
            for (int taken = 0; taken < Count; taken += Take(queue).Length)
            {
            }
        });
        taking.Start();
        for (int i = 0; i < Count; i++)
        {
            while (!queue.HasRoom)
            {
                Assert.True(await queue.WaitForRoom().WaitAsync(Deadline, TestContext.Current.CancellationToken));
            }

            queue.Post(Item(i, isRecorded: true));
        }

        Assert.True(taking.Join(Deadline));
    }

    [Fact]
    public async Task WaitForRoom_Closed_IsFalse()
    {
        var queue = new ItemQueue(_journal, workers: 1, chunkSize: 1);
        Fill(queue);
        Task<bool> room = queue.WaitForRoom();

        queue.Close();

        Assert.False(await room.WaitAsync(Deadline, TestContext.Current.CancellationToken));
        Assert.False(await queue.WaitForRoom());
    }

    private static int Fill(ItemQueue queue)
    {
        int posted = 0;
        for (; queue.HasRoom; posted++)
        {
            queue.Post(Item(posted, isRecorded: true));
        }

        return posted;
    }

    private static int SizeAfter(ItemQueue queue, TimeSpan itemTime, int times)
    {
        for (int i = 0; i < times; i++)
        {
            queue.Learn(itemTime, 1);
        }

        Fill(queue);
        return queue.Take(queue.NewChunk(), workers: 1);
    }

    private static long[] Take(ItemQueue queue)
    {
        QueuedItem[] chunk = queue.NewChunk();
        return [.. chunk.Take(queue.Take(chunk, workers: 1)).Select(one => one.Item.Index)];
    }

    private static BatchItem Item(long index, bool isRecorded) => new() { Index = index, Key = $"{index}", IsRecorded = isRecorded };
}
