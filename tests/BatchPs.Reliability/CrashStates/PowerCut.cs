using System.Text;

namespace BatchPs.Reliability.CrashStates;

/// <summary>What a power cut leaves of what was not synced; it says what it chose.</summary>
internal abstract class PowerCut
{
    /// <summary>What a disk writes whole or not at all.</summary>
    internal const int SectorBytes = 512;

    /// <summary>Nothing unsynced has happened.</summary>
    internal static PowerCut LosingAll { get; } = new Uniform(names: false, Share.Nothing, keepsOrder: true);

    /// <summary>Everything has happened.</summary>
    internal static PowerCut KeepingAll { get; } = new Uniform(names: true, Share.All, keepsOrder: true);

    /// <summary>Those that decide alike for everything: the corners of what is legal.</summary>
    internal static IReadOnlyList<PowerCut> Corners { get; } =
    [
        .. from keepsOrder in new[] { true, false }
           from names in new[] { false, true }
           from share in new[] { Share.Nothing, Share.Zeros, Share.All }
           where names || keepsOrder
           select new Uniform(names, share, keepsOrder),
    ];

    /// <summary>Decides by chance.</summary>
    internal static PowerCut Random(Random random) => new ByChance(random);

    /// <summary>How much of a file's unsynced writes came to the disk.</summary>
    protected enum Share
    {
        /// <summary>None of it.</summary>
        Nothing,

        /// <summary>Size and time, but no bytes: they are zeros.</summary>
        Zeros,

        /// <summary>All of it.</summary>
        All,
    }

    /// <summary>Whether changes of names happen in their order all over a file system; else only in each directory.</summary>
    internal abstract bool NamesOfOneFileSystemKeepTheirOrder { get; }

    /// <summary>How many of a group's changes of names happened, the first ones.</summary>
    internal abstract int NamesOf(string group, int certain, int all);

    /// <summary>Plays back what came to the disk of a file's unsynced steps.</summary>
    internal abstract void Write(Contents contents, IReadOnlyList<FileStep> unsynced);

    protected static void Write(Contents contents, IReadOnlyList<FileStep> unsynced, Share share)
    {
        foreach (FileStep step in share == Share.Nothing ? [] : unsynced)
        {
            if (share == Share.Zeros && step is FileStep.Wrote wrote)
            {
                contents.ApplyTorn(wrote, _ => false, sizeIsSet: true);
            }
            else
            {
                contents.Apply(step);
            }
        }
    }

    private sealed class Uniform(bool names, Share share, bool keepsOrder) : PowerCut
    {
        internal override bool NamesOfOneFileSystemKeepTheirOrder => keepsOrder;

        internal override int NamesOf(string group, int certain, int all) => names ? all : certain;

        internal override void Write(Contents contents, IReadOnlyList<FileStep> unsynced) => Write(contents, unsynced, share);

        public override string ToString() => $"{(names ? "all" : "only synced")} names, {share} of unsynced bytes, names in order by {(keepsOrder ? "file system" : "directory")}";
    }

    private sealed class ByChance(Random random) : PowerCut
    {
        private readonly StringBuilder _told = new();

        internal override bool NamesOfOneFileSystemKeepTheirOrder { get; } = random.Next(2) == 0;

        internal override int NamesOf(string group, int certain, int all)
        {
            int happened = random.Next(certain, all + 1);
            Tell($"names of {group}: the first {happened} of {all} ({certain} synced)");
            return happened;
        }

        internal override void Write(Contents contents, IReadOnlyList<FileStep> unsynced)
        {
            switch (random.Next(5))
            {
                case < 3 and var share:
                    Write(contents, unsynced, (Share)share);
                    Tell($"{NameOf(unsynced[0])}: {(Share)share} of {unsynced.Count} unsynced steps");
                    break;
                case 3:
                    int whole = random.Next(unsynced.Count);
                    Write(contents, [.. unsynced.Take(whole)], Share.All);
                    WriteOne(contents, unsynced[whole]);
                    Tell($"  after {whole} whole steps of {unsynced.Count}");
                    break;
                default:
                    foreach (FileStep step in unsynced)
                    {
                        WriteOne(contents, step);
                    }

                    break;
            }

            // A time may reach the disk before or after the bytes it belongs to.
            if (random.Next(8) == 0)
            {
                contents.Modified = Modified(unsynced[random.Next(unsynced.Count)]);
                Tell($"{NameOf(unsynced[0])}: time {contents.Modified}");
            }
        }

        public override string ToString() => $"names in order by {(NamesOfOneFileSystemKeepTheirOrder ? "file system" : "directory")}{_told}";

        private void WriteOne(Contents contents, FileStep step)
        {
            int kind = random.Next(4);
            if (kind == 0)
            {
                Tell($"{NameOf(step)}: a step is missing");
            }
            else if (kind == 1 || step is not FileStep.Wrote wrote)
            {
                contents.Apply(step);
                Tell($"{NameOf(step)}: a step is whole");
            }
            else if (kind == 2)
            {
                long from = wrote.Offset / SectorBytes, to = (wrote.Offset + wrote.Bytes.Length) / SectorBytes;
                long torn = random.NextInt64(from, to + 1);
                bool sizeIsSet = random.Next(2) == 0;
                contents.ApplyTorn(wrote, sector => sector < torn, sizeIsSet);
                Tell($"{NameOf(step)}: bytes {wrote.Offset} to {wrote.Offset + wrote.Bytes.Length} torn at sector {torn}, size {(sizeIsSet ? "set" : "cut")}");
            }
            else
            {
                ulong pattern = (ulong)random.NextInt64();
                contents.ApplyTorn(wrote, sector => (pattern >> (int)(sector % 63) & 1) == 1, sizeIsSet: true);
                Tell($"{NameOf(step)}: bytes {wrote.Offset} to {wrote.Offset + wrote.Bytes.Length}, sectors by pattern {pattern:x}");
            }
        }

        private void Tell(string choice) => _told.Append("\n    ").Append(choice);

        private static string NameOf(FileStep step) => step switch
        {
            FileStep.Wrote wrote => wrote.Path,
            FileStep.Sized sized => sized.Path,
            _ => "",
        };

        private static long Modified(FileStep step) => step switch
        {
            FileStep.Wrote wrote => wrote.Modified,
            FileStep.Sized sized => sized.Modified,
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };
    }
}
