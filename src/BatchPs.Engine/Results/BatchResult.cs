namespace BatchPs.Engine.Results;

/// <summary>The outcome of one item: what cmdlets emit, the journal keeps and reports export.</summary>
public sealed record BatchResult
{
    internal static readonly IReadOnlyDictionary<string, double> NoMetrics = new SortedDictionary<string, double>();
    internal static readonly IReadOnlyDictionary<string, string> NoFacts = new SortedDictionary<string, string>();

    /// <summary>Id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Position of the item in the run, from 0, in the order the items were read.</summary>
    public required long Index { get; init; }

    /// <summary>The item's identity: a path relative to the root, the text of a scalar, or its key.</summary>
    public required string Name { get; init; }

    /// <summary>Full path of the input; null when the item is not a file.</summary>
    public string? Path { get; init; }

    /// <summary>Full path of the output; null when the item has none.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The piped object itself, while the session that piped it lives; null for a file found by path, and in recorded results.</summary>
    public object? InputObject { get; init; }

    /// <summary>The recorded state.</summary>
    public required ItemStatus Status { get; init; }

    /// <summary>Why the item was skipped, unchanged or run again; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>The error of the last attempt; null unless <see cref="Status"/> is Failed or Interrupted.</summary>
    public ItemError? Error { get; init; }

    /// <summary>The errors of the attempts before the last, in order; empty when the first attempt decided.</summary>
    public IReadOnlyList<ItemError> Retried { get; init; } = [];

    /// <summary>How often the operation was tried: 0 when it was not run.</summary>
    public int Attempts { get; init; }

    /// <summary>Time spent on the item, waits between attempts included, those for a rate or a suspended run not; of an item done with others in one call, its equal share of the calls.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When the item was finished, UTC.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    /// <summary>Number of the worker that had the item, from 1; 0 when it was not begun, or its journal does not say.</summary>
    public int Worker { get; init; }

    /// <summary>Size of the input in bytes; 0 when it is not a file.</summary>
    public long InputBytes { get; init; }

    /// <summary>Size of the output in bytes; 0 when there is none.</summary>
    public long OutputBytes { get; init; }

    /// <summary>What the operation measured, by name; empty when it measures nothing.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = NoMetrics;

    /// <summary>What the operation found out about the item, by name; for Srt <c>encoding</c> and <c>encodingFoundBy</c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = NoFacts;

    /// <summary>Oddities in the content that a person should know: those that still stand in the output, and all warnings and errors.
    /// At most 20, the gravest first to be kept; all are counted in the metrics.</summary>
    public IReadOnlyList<ItemDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>What a script block put out for the item.</summary>
    public IReadOnlyList<object?> Output { get; init; } = [];

    /// <summary>Where every diagnostic of the last attempt stands; null when the item was not attempted, or its run does not keep them all.</summary>
    internal Journal.DiagnosticPieces? Told { get; init; }
}
