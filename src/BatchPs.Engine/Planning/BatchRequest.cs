using BatchPs.Engine.Configuration;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Planning;

/// <summary>What a person asked for, as a front end hands it over: unchecked, with what was left out left out.</summary>
public sealed record BatchRequest
{
    /// <summary>Full path of the current directory.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Configuration with its parameters.</summary>
    public required BatchConfiguration Configuration { get; init; }

    /// <summary>Name of the run.</summary>
    public string? Name { get; init; }

    /// <summary>Tags of the run.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Name of a processor; null to pick one by the type of the first file, when there is no script either.</summary>
    public string? Processor { get; init; }

    /// <summary>Path of the assembly the processor is in, relative to the current directory or full; null for a built-in one. Without
    /// <see cref="Processor"/> its only one is meant, or among several the one for the type of the first file.</summary>
    public string? ProcessorAssembly { get; init; }

    /// <summary>Options of the processor.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>A script block as operation; null for a processor.</summary>
    public OperationSpec? Script { get; init; }

    /// <summary>What the items of a script share, as the front end calls it; null for its default.</summary>
    public string? Isolation { get; init; }

    /// <summary>Where a script runs, as the front end names it; null for a processor.</summary>
    public string? Location { get; init; }

    /// <summary>Files by path; null when items are piped.</summary>
    public Selection? Selection { get; init; }

    /// <summary>Full path of the first piped file; null when the first item is no file or files are selected.</summary>
    public string? FirstFile { get; init; }

    /// <summary>Root, relative to the current directory or full; null for the default.</summary>
    public string? Root { get; init; }

    /// <summary>Destination, relative to the current directory or full; null for the default.</summary>
    public string? Destination { get; init; }

    /// <summary>Whether outputs replace their inputs.</summary>
    public bool InPlace { get; init; }

    /// <summary>Whether outputs may replace files that no earlier run wrote.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What happens when two items have one output.</summary>
    public CollisionPolicy OnCollision { get; init; }

    /// <summary>Whether results come in the order of the items.</summary>
    public bool Ordered { get; init; }

    /// <summary>Time limit of an attempt in seconds, 0 to 604,800; 0 is none.</summary>
    public double ItemTimeout { get; init; }

    /// <summary>Time limit of one execution of the run in seconds, 0 to 604,800; 0 is none.</summary>
    public double RunTimeout { get; init; }

    /// <summary>Failure limit such as <c>5</c> or <c>2%</c>; null for none.</summary>
    public string? MaxFailure { get; init; }

    /// <summary>Error codes and categories to retry; empty for those that may pass by themselves.</summary>
    public IReadOnlyList<string> RetryOn { get; init; } = [];
}
