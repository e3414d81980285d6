using BatchPs.Engine.Configuration;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Running;

public sealed class KnownKeysTests : IDisposable
{
    private readonly Some _some = new();

    public void Dispose() => _some.Dispose();

    [Theory]
    [InlineData("a b c a", "a b c a", "0 1 2 3")]
    [InlineData("a b c a", "c a b a", "2 0 1 3")]
    [InlineData("a b c a", "a a a", "0 3 -1")]
    [InlineData("a b c", "a new b other c more", "0 -1 1 -1 2 -1")]
    [InlineData("a b c", "c c b a b", "2 -1 1 0 -1")]
    public void TryFind_KeysInAnyOrder_FindsEachItemOnceAndEqualOnesInOrder(string journaled, string asked, string expected)
    {
        using JournalState journal = Journal(journaled.Split(' '));
        var keys = new KnownKeys(journal);

        Assert.Equal(expected, string.Join(' ', asked.Split(' ').Select(key => keys.TryFind(key, out int index) ? index : -1)));
    }

    [Fact]
    public void TryFind_ManyEqualKeysOutOfOrder_TakesNoLongerForTheLastThanForTheFirst()
    {
        const int Items = 20_000;
        using JournalState journal = Journal([.. Enumerable.Repeat("same", Items), "last"]);
        var keys = new KnownKeys(journal);

        Assert.True(keys.TryFind("last", out int last));
        int[] found = [.. Enumerable.Range(0, Items).Select(_ => keys.TryFind("same", out int index) ? index : -1)];

        Assert.Equal(Items, last);
        Assert.Equal(Enumerable.Range(0, Items), found);
        Assert.False(keys.TryFind("same", out _));
    }

    private JournalState Journal(string[] keys)
    {
        string path = _some.Folder["run.journal"];
        using (var writer = new JournalWriter(new LocalStorage().OpenAppend(path), nextSequence: 0))
        {
            BatchDefinition definition = _some.Engine(TestProcessor.Upper()).Define(_some.Request(), out _);
            var header = new JournalHeader("run", DateTimeOffset.UnixEpoch, definition.Operation.Hash, definition);
            writer.Append(JournalRecords.Header(header, "boot"));
            writer.Append(JournalRecords.Opened(0, header, DateTimeOffset.UnixEpoch, "boot", Durability.Barrier));
            for (int index = 0; index < keys.Length; index++)
            {
                writer.Queue(JournalRecords.Item(new BatchItem { Index = index, Key = keys[index] }));
            }

            writer.WriteUpTo(long.MaxValue);
        }

        return JournalState.Load(path);
    }
}
