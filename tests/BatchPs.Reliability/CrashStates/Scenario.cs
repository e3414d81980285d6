using System.Text;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Reliability.CrashStates;

/// <summary>A small run whose every end is known: its inputs, what is done to them, and what must stand there when it is over.</summary>
internal sealed record Scenario(string Name)
{
    internal const string Failing = "4.txt";

    /// <summary>More than a sector each, none a multiple of one; two in directories of their own.</summary>
    private static readonly string[] s_names = ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt", "deep/6.txt", "deep/er/7.txt"];

    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("mirrored, Barrier") { PausesForBarriers = true },
        new("mirrored, Barrier, two workers") { Workers = 2 },
        new("mirrored, Full") { Durability = Durability.Full },
        new("mirrored, None") { Durability = Durability.None },
        new("in place, Barrier") { InPlace = true, PausesForBarriers = true },
        new("in place, by links") { InPlace = true, PausesForBarriers = true, Exchanges = false },
        new("in place, Full, two workers") { InPlace = true, Durability = Durability.Full, Workers = 2 },
        new("in place, None") { InPlace = true, Durability = Durability.None },
        new("one item fails") { OneFails = true, PausesForBarriers = true },
        new("every diagnostic, Barrier") { OneFails = true, Tells = true, PausesForBarriers = true },
        new("every diagnostic, Full, two workers") { Tells = true, Durability = Durability.Full, Workers = 2 },
        new("by pipeline") { IsPiped = true, PausesForBarriers = true },
        new("a resume") { BeginsKilled = true, PausesForBarriers = true },
        new("a resume in place") { BeginsKilled = true, InPlace = true, PausesForBarriers = true },
    ];

    internal Durability Durability { get; private init; } = Durability.Barrier;

    internal bool InPlace { get; private init; }

    /// <summary>Whether the file system exchanges two names.</summary>
    internal bool Exchanges { get; private init; } = true;

    /// <summary>Whether the item <see cref="Failing"/> fails.</summary>
    internal bool OneFails { get; private init; }

    /// <summary>Whether items tell diagnostics, and every one is kept.</summary>
    internal bool Tells { get; private init; }

    /// <summary>Whether the files are piped instead of selected.</summary>
    internal bool IsPiped { get; private init; }

    /// <summary>Whether what is recorded goes on with a run that was killed in its middle.</summary>
    internal bool BeginsKilled { get; private init; }

    /// <summary>Whether items wait for a barrier now and then, so that some finish before one and some after.</summary>
    internal bool PausesForBarriers { get; private init; }

    internal int Workers { get; private init; } = 1;

    internal static IReadOnlyList<string> Names => s_names;

    /// <summary>What an input holds, of an item by its name.</summary>
    internal static string Input(string name)
    {
        var text = new StringBuilder();
        for (int line = 0; line < 40 + (10 * Array.IndexOf(s_names, name)); line++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"line {line} of {name}\n");
        }

        return text.ToString();
    }

    /// <summary>What an operation makes of a content. Done twice it shows.</summary>
    internal static string Processed(string input) => input + "processed\n";

    /// <summary>What an item tells.</summary>
    internal static IEnumerable<ItemDiagnostic> Told(string name) => Enumerable.Range(1, 9).Select(line =>
        new ItemDiagnostic("R01", DiagnosticSeverity.Information, line, 1, 0, true, $"Line {line} of {name} is told.") { Before = "a", After = "b" });

    /// <summary>Whether an item ends as failed.</summary>
    internal bool Fails(string name) => OneFails && name == Failing;

    public override string ToString() => Name;
}
