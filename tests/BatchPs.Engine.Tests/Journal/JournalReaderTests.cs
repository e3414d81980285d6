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
                Assert.True(read.Count >= Records - 1, $"byte {at} as {changed}: {read.Count} records");
            }
        }
    }

    [Fact]
    public void TryRead_ALineDeletedDoubledOrSwapped_IsNoticedAndNoOtherIsLost()
    {
        for (int at = 0; at < Records - 1; at++)
        {
            List<string> deleted = [.. _lines];
            deleted.RemoveAt(at);
            List<string> doubled = [.. _lines];
            doubled.Insert(at, _lines[at]);
            List<string> swapped = [.. _lines];
            (swapped[at], swapped[at + 1]) = (swapped[at + 1], swapped[at]);

            Assert.Equal($"{Records - 1} valid, 1 lost: record {at} is missing", Found(deleted));
            Assert.Equal($"{Records} valid, 0 lost: record {at} stands twice", Found(doubled));
            Assert.Equal($"{Records} valid, 0 lost: record {at} stands behind a later one", Found(swapped));
        }
    }

    [Fact]
    public void TryRead_SeveralPlaces_NamesThemByOffsetWithWhatIsMissingBehindThem()
    {
        List<string> lines = [.. _lines];
        lines[3] = lines[3].Replace("dir", "DIR", StringComparison.Ordinal);
        lines[4] = "nonsense";
        lines.RemoveRange(10, 3);
        lines.InsertRange(12, [lines[7], lines[8]]);
        lines[^1] = lines[^1][..20];

        JournalReader reader = Reader(Bytes(lines)[..^1]);

        JournalCondition found = Drain(reader, out _);
        int Offset(int line) => Bytes(lines[..line]).Length;
        Assert.Equal(
            [
                (Offset(3), lines[3].Length + 10L, "2 lines whose checksum does not fit; records 3 to 4 are missing"),
                (Offset(10), 0L, "records 10 to 12 are missing"),
                (Offset(12), lines[7].Length + lines[8].Length + 2L, "2 records stand twice, the first is record 7"),
                (Offset(lines.Count - 1), 20L, "the last line does not end"),
            ],
            found.Damage.Select(place => ((int)place.Offset, place.Length, place.Problem)));
        Assert.Equal((Records - 6, 5, 20, true, true), (found.Records, found.LostRecords, found.TornBytes, found.IsCorrupt, found.IsInOrder));
    }

    [Theory]
    [InlineData("X", 1)]
    [InlineData("", 0)]
    public void TryRead_ALostNewline_LosesNoRecord(string instead, int length)
    {
        for (int at = 0; at < Records - 1; at++)
        {
            byte[] joined = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', _lines[..(at + 1)]) + instead + string.Join('\n', _lines[(at + 1)..]) + "\n");

            JournalCondition found = Drain(Reader(joined), out List<string> read);

            Assert.Equal(_lines, read);
            Assert.Equal(new JournalDamage(Bytes(_lines[..(at + 1)]).Length - 1, length, "the newline between two records is lost"), Assert.Single(found.Damage));
        }
    }

    [Fact]
    public void TryRead_AllLinesInReverse_GivesThemAll()
    {
        JournalCondition found = Drain(Reader(Bytes(_lines.Reverse())), out List<string> read);

        Assert.Equal(_lines.Reverse(), read);
        Assert.Equal((0, false, true), (found.LostRecords, found.IsInOrder, found.IsCorrupt));
        Assert.Equal($"{Records - 1} records stand behind later ones, the first is record {Records - 2}", Assert.Single(found.Damage).Problem);
    }

    [Fact]
    public void TryRead_FromAFile_IsTheSameAsFromMemory()
    {
        string path = _folder["damaged.journal"];
        byte[] damaged = [.. _journal[..100], .. _journal[300..]];
        File.WriteAllBytes(path, damaged);
        using var reader = new JournalReader(path);

        JournalCondition found = Drain(reader, out List<string> read);

        Assert.Equivalent(Drain(Reader(damaged), out List<string> other), found);
        Assert.Equal(other, read);
    }

    [Fact]
    public void TryRead_AFileOfOneEndlessLine_IsReadInBoundedMemory()
    {
        const long Length = 3L << 30;
        string path = _folder["endless"];
        using (FileStream file = File.Create(path))
        {
            file.SetLength(Length);
        }

        using var reader = new JournalReader(path);
        JournalCondition found = Drain(reader, out List<string> read);

        Assert.Empty(read);
        Assert.Equal((Length, 0L, false), (found.TornBytes, found.ValidEnd, found.IsCorrupt));
        Assert.Equal(new JournalDamage(0, Length, "the last line does not end") { IsUnreadable = true }, Assert.Single(found.Damage));
    }

    private static string Found(IEnumerable<string> lines)
    {
        JournalCondition found = Drain(Reader(Bytes(lines)), out _);
        return $"{found.Records} valid, {found.LostRecords} lost: {string.Join(", ", found.Damage.Select(place => place.Problem))}";
    }

    private static byte[] Bytes(IEnumerable<string> lines) => System.Text.Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    private static (List<string> Read, int Damage, long ValidEnd) Read(byte[] bytes)
    {
        JournalCondition found = Drain(Reader(bytes), out List<string> read);
        return (read, found.Damage.Count, found.ValidEnd);
    }

    private static JournalReader Reader(byte[] bytes) => new(bytes);

    private static JournalCondition Drain(JournalReader reader, out List<string> read)
    {
        read = [];
        while (reader.TryRead(out JournalLine line))
        {
            read.Add(System.Text.Encoding.UTF8.GetString(line.Json));
        }

        return reader.Condition();
    }
}
