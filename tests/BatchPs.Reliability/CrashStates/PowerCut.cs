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
        .. from names in new[] { false, true }
           from share in Enum.GetValues<Share>()
           select new Uniform(names, share, keepsOrder: false),
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
    internal abstract void Settle(Contents contents, IReadOnlyList<FileStep> unsynced);

    protected static void Settle(Contents contents, IReadOnlyList<FileStep> unsynced, Share share)
    {
        int all = unsynced.Count;
        (int ofSectors, int ofSize) = share switch { Share.Nothing => (0, 0), Share.Zeros => (0, all), _ => (all, all) };
        contents.Settle(unsynced, _ => ofSectors, ofSize, ofSize);
    }

    private sealed class Uniform(bool names, Share share, bool keepsOrder) : PowerCut
    {
        internal override bool NamesOfOneFileSystemKeepTheirOrder => keepsOrder;

        internal override int NamesOf(string group, int certain, int all) => names ? all : certain;

        internal override void Settle(Contents contents, IReadOnlyList<FileStep> unsynced) => Settle(contents, unsynced, share);

        public override string ToString() => $"{(names ? "all" : "only synced")} names, {share} of unsynced bytes";
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

        internal override void Settle(Contents contents, IReadOnlyList<FileStep> unsynced)
        {
            int all = unsynced.Count;
            string name = unsynced[0] is FileStep.Wrote wrote ? wrote.Path : ((FileStep.Sized)unsynced[0]).Path;
            int ofSize = random.Next(all + 1);
            int ofTime = random.Next(4) == 0 ? random.Next(all + 1) : ofSize;
            switch (random.Next(5))
            {
                case < 3 and var share:
                    Settle(contents, unsynced, (Share)share);
                    Tell($"{name}: {(Share)share} of {all} unsynced steps");
                    break;
                case 3:
                    int torn = random.Next(12), before = random.Next(all + 1), behind = random.Next(all + 1);
                    contents.Settle(unsynced, sector => sector < torn ? before : behind, ofSize, ofTime);
                    Tell($"{name}: of {all} unsynced steps {before} before sector {torn}, {behind} from it, {ofSize} of size, {ofTime} of time");
                    break;
                default:
                    int seed = random.Next();
                    contents.Settle(unsynced, sector => new Random(seed + sector).Next(all + 1), ofSize, ofTime);
                    Tell($"{name}: of {all} unsynced steps by sector random from {seed}, {ofSize} of size, {ofTime} of time");
                    break;
            }
        }

        public override string ToString() => $"names in order by {(NamesOfOneFileSystemKeepTheirOrder ? "file system" : "directory")}{_told}";

        private void Tell(string choice) => _told.Append("\n    ").Append(choice);
    }
}
