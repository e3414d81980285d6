using BatchPs.Engine.Journal;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Journal;

public sealed class JournalReaderTests : IDisposable
{
    private const int Records = 20;

    private readonly TempFolder _folder = new();
    private readonly byte[] _journal;
    private readonly string[] _lines;

    public JournalReaderTests()
    {
        string path = _folder["whole.journal"];
        using (var writer = new JournalWriter(new LocalStorage().OpenAppend(path), nextSequence: 0))
        {
            for (int i = 0; i < Records; i++)
            {
                writer.Append(System.Text.Encoding.UTF8.GetBytes($"{{\"t\":\"r\",\"x\":{i},\"p\":\"dir/{i}.srt\"}}"));
            }
        }

        _journal = File.ReadAllBytes(path);
        _lines = File.ReadAllLines(path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TryRead_WholeJournal_GivesAllRecordsWithoutDamage()
    {
        (List<string> read, int damage, long validEnd) = Read(_journal);

        Assert.Equal(_lines, read);
        Assert.Equal(0, damage);
        Assert.Equal(_journal.Length, validEnd);
    }

    [Fact]
    public void TryRead_EveryTruncation_GivesTheLongestValidPrefix()
    {
        for (int length = 0; length <= _journal.Length; length++)
        {
            byte[] cut = _journal[..length];
            int whole = cut.Count(one => one == (byte)'\n');

            (List<string> read, _, long validEnd) = Read(cut);

            Assert.Equal(_lines[..whole], read);
            Assert.Equal(Array.LastIndexOf(cut, (byte)'\n') + 1, validEnd);
        }
    }

    [Fact]
    public void TryRead_EverySingleByteChanged_IsNoticedAndNoWrongRecordIsAccepted()
    {
        for (int at = 0; at < _journal.Length; at++)
        {
            foreach (int changed in new[] { _journal[at] ^ 1, _journal[at] ^ 0x20, _journal[at] ^ 0x80, '\n', '0' })
            {
                byte[] damaged = [.. _journal];
                damaged[at] = (byte)changed;
                if (damaged[at] == _journal[at])
                {
                    continue;
                }

                (List<string> read, int damage, _) = Read(damaged);

                Assert.True(damage > 0, $"byte {at} as {changed}");
                Assert.Empty(read.Except(_lines));
                Assert.True(read.Count >= Records - 2, $"byte {at} as {changed}: {read.Count} records");
            }
        }
    }

    [Fact]
    public void TryRead_ALineDeletedDoubledOrSwapped_IsNoticed()
    {
        for (int at = 0; at < Records - 1; at++)
        {
            List<string> deleted = [.. _lines];
            deleted.RemoveAt(at);
            List<string> doubled = [.. _lines];
            doubled.Insert(at, _lines[at]);
            List<string> swapped = [.. _lines];
            (swapped[at], swapped[at + 1]) = (swapped[at + 1], swapped[at]);

            Assert.Equal((Records - 1, 1), Counts(deleted));
            Assert.Equal((Records, 1), Counts(doubled));
            Assert.Equal((Records - 1, 2), Counts(swapped));
        }
    }

    private (int Read, int Damage) Counts(List<string> lines)
    {
        (List<string> read, int damage, _) = Read(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        return (read.Count, damage);
    }

    private (List<string> Read, int Damage, long ValidEnd) Read(byte[] bytes)
    {
        string path = _folder["damaged.journal"];
        File.WriteAllBytes(path, bytes);
        using var reader = new JournalReader(path);
        var read = new List<string>();
        while (reader.TryRead(out JournalLine line))
        {
            read.Add(System.Text.Encoding.UTF8.GetString(line.Json));
        }

        return (read, reader.Damage.Count, reader.ValidEnd);
    }
}
