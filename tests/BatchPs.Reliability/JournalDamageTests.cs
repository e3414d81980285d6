using BatchPs.Engine.Journal;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>Every change of a journal is found, and costs no more than what it has destroyed.</summary>
public sealed class JournalDamageTests
{
    private static readonly byte[] s_fewValues = [0, (byte)'\n', (byte)'"', (byte)'0', (byte)'}', 0xFF];

    private readonly WholeJournal _whole = WholeJournal.Make();

    [Fact]
    public void Read_EverySingleByteChanged_IsFoundAndLosesOneRecordAtMost()
    {
        using Tally tally = Count("JournalDamage, every byte read", "changes");
        ForEachByte(tally, (journal, bytes, at) =>
        {
            byte right = _whole.Bytes[at];
            foreach (byte value in Scale.IsFull ? Enumerable.Range(0, 256).Select(one => (byte)one) : s_fewValues.Append((byte)(right ^ 1)))
            {
                if (value != right)
                {
                    bytes[at] = value;
                    journal.Read(bytes, mostLost: 1);
                    tally.Add("changes");
                }
            }
        });
        AssertNothingBad(tally);
    }

    [Fact]
    public void Repair_EverySingleByteChanged_RunsOneNamedItemAgainAtMost()
    {
        using Tally tally = Count("JournalDamage, every byte repaired", "changes", "items that run again");
        int step = Scale.Of(7, 1);
        ForEachByte(tally, (journal, bytes, at) =>
        {
            if (at % step == 0)
            {
                bytes[at] ^= (byte)(1 << (at % 8));
                journal.Repair(bytes, mostAgain: 1);
                tally.Add("changes");
            }
        });
        AssertNothingBad(tally);
    }

    [Fact]
    public void Repair_EveryTruncation_KeepsTheLongestValidPrefix()
    {
        using Tally tally = Count("JournalDamage, truncations", "truncations", "beyond repair");
        int step = Scale.Of(5, 1);
        ForEachByte(tally, (journal, _, length) =>
        {
            if (length % step != 0)
            {
                return;
            }

            byte[] cut = _whole.Bytes[..length];
            int prefix = Array.LastIndexOf(cut, (byte)'\n') + 1;
            JournalCondition found = new DrainedReader(cut).Condition;
            if (found.IsCorrupt || found.ValidEnd != prefix || found.TornBytes != length - prefix)
            {
                tally.Add("wrong records");
            }

            tally.Add("truncations");
            if (prefix < length && journal.Repair(cut, mostAgain: null) is { } repair
                && (repair.BytesCut, repair.BackupPath) != (length - prefix, null))
            {
                tally.Add("too many lost");
            }
        });
        AssertNothingBad(tally);
        Assert.InRange(tally["beyond repair"], 1, _whole.Lines[0].Length);
    }

    [Fact]
    public void Repair_EveryLineDeletedDoubledOrSwapped_IsFoundAndLosesOnlyWhatIsGone()
    {
        using Tally tally = Count("JournalDamage, lines", "deletions", "doublings", "swaps", "items that run again");
        using var journal = new DamagedJournal(_whole, tally);
        for (int at = 0; at < _whole.Lines.Length; at++)
        {
            List<byte[]> lines = [.. _whole.Lines];
            if (at < lines.Count - 1)
            {
                // Nothing tells of the last record when it is gone; it is no result.
                lines.RemoveAt(at);
                journal.Repair(Joined(lines), mostAgain: 1);
                tally.Add("deletions");
            }

            lines = [.. _whole.Lines];
            lines.Insert(at, lines[at]);
            journal.Repair(Joined(lines), mostAgain: 0);
            tally.Add("doublings");
            for (int other = at + 1; other < _whole.Lines.Length; other += Scale.IsFull ? 1 : 9)
            {
                lines = [.. _whole.Lines];
                (lines[at], lines[other]) = (lines[other], lines[at]);
                journal.Read(Joined(lines), mostLost: 0);
                journal.Repair(Joined(lines), mostAgain: 0);
                tally.Add("swaps");
            }
        }

        AssertNothingBad(tally);
    }

    [Fact]
    public void Repair_Bursts_AreFoundAndLoseOnlyTheLinesTheyTouch()
    {
        const int Seed = 20261122;
        using Tally tally = Count("JournalDamage, bursts", "bursts", "items that run again");
        using var journal = new DamagedJournal(_whole, tally);
        var random = new Random(Seed);
        foreach (int round in Scale.Rounds(200, 2000))
        {
            byte[] bytes = [.. _whole.Bytes];
            int length = random.Next(2, 1025);
            int start = random.Next(0, bytes.Length - length);
            Span<byte> burst = bytes.AsSpan(start, length);
            if (round % 3 == 0)
            {
                burst.Clear();
            }
            else
            {
                random.NextBytes(burst);
            }

            int touched = 1 + _whole.Bytes.AsSpan(start, length).Count((byte)'\n');
            JournalCondition found = journal.Read(bytes, mostLost: touched);

            // At the very end nobody can tell how many records there were.
            journal.Repair(bytes, mostAgain: found.TornBytes > 0 ? null : touched);
            tally.Add("bursts");
        }

        AssertNothingBad(tally);
    }

    private static Tally Count(string test, params string[] first)
    {
        var tally = new Tally(test);
        foreach (string name in first.Concat(DamagedJournal.Bad))
        {
            tally.Add(name, 0);
        }

        return tally;
    }

    /// <summary>Calls for each byte with a copy of the journal that may be changed there; on all processors.</summary>
    private void ForEachByte(Tally tally, Action<DamagedJournal, byte[], int> damage) => Parallel.For(
        0,
        _whole.Bytes.Length,
        () => (Journal: new DamagedJournal(_whole, tally), Bytes: (byte[])_whole.Bytes.Clone()),
        (at, _, mine) =>
        {
            damage(mine.Journal, mine.Bytes, at);
            mine.Bytes[at] = _whole.Bytes[at];
            return mine;
        },
        mine => mine.Journal.Dispose());

    private static byte[] Joined(IEnumerable<byte[]> lines) => [.. lines.SelectMany(line => line)];

    private static void AssertNothingBad(Tally tally)
    {
        foreach (string bad in DamagedJournal.Bad)
        {
            Assert.True(tally[bad] == 0, tally.ToString());
        }

        Assert.True(tally["temps left"] == 0, tally.ToString());
    }

    private sealed class DrainedReader
    {
        internal DrainedReader(byte[] journal)
        {
            var reader = new JournalReader(journal);
            while (reader.TryRead(out _))
            {
            }

            Condition = reader.Condition();
        }

        internal JournalCondition Condition { get; }
    }
}
