using System.Text.Json.Serialization;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Planning;

/// <summary>Operation, selection, destination and settings of a run: checked once before the first item, kept in its journal.</summary>
public sealed record BatchDefinition
{
    /// <summary>The run's name; null when none was given.</summary>
    public string? Name { get; init; }

    /// <summary>The run's tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What is done to each item.</summary>
    public required OperationSpec Operation { get; init; }

    /// <summary>Whether the operation was chosen by the type of the first file, so that files of other types are refused.</summary>
    public bool PickedByType { get; init; }

    /// <summary>The files of a run by path; null when its items are piped.</summary>
    public Selection? Selection { get; init; }

    /// <summary>Full path of the directory that file identities and the output tree are relative to; null when no item is a file.</summary>
    public string? Root { get; init; }

    /// <summary>Full path of the directory outputs go to; null when the operation writes none. The root of an in-place run.</summary>
    public string? Destination { get; init; }

    /// <summary>Whether a processor looks at the items and writes nothing.</summary>
    [JsonIgnore]
    public bool OnlyChecks => Destination is null && !Operation.IsScript;

    /// <summary>Whether outputs replace their inputs.</summary>
    public bool InPlace { get; init; }

    /// <summary>Whether an output may replace a file that no earlier run wrote.</summary>
    public bool Overwrite { get; init; }

    /// <summary>What happens to an item whose output path another item of the run has.</summary>
    public CollisionPolicy OnCollision { get; init; }

    /// <summary>Whether results come in the order of the items.</summary>
    public bool Ordered { get; init; }

    /// <summary>What the items of a script block share, as the front end that runs it calls that; null for its default. No part of what is done.</summary>
    public string? Isolation { get; init; }

    /// <summary>Location in which a script block runs, as the front end that runs it names it; null for a processor, and in older journals. No part of what is done.</summary>
    public string? Location { get; init; }

    /// <summary>Time limit of one attempt in seconds; 0 is none.</summary>
    public double ItemTimeout { get; init; }

    /// <summary>Time limit of one execution of the run in seconds, its suspensions included; 0 is none.</summary>
    public double RunTimeout { get; init; }

    /// <summary>How many failed items end the run.</summary>
    public FailureBudget MaxFailure { get; init; } = FailureBudget.Unlimited;

    /// <summary>Error codes and categories that are retried; empty for those that may pass by themselves.</summary>
    public IReadOnlyList<string> RetryOn { get; init; } = [];

    /// <summary>All settings, checked.</summary>
    public RunSettings Settings { get; init; } = new();
}

/// <summary>What happens to an item whose output path another item of the run has.</summary>
public enum CollisionPolicy
{
    /// <summary>The item fails with <c>OutputCollision</c>; where the plan is known, the run is refused before its first item.</summary>
    Fail,

    /// <summary>The output gets a number before its extension.</summary>
    Suffix,

    /// <summary>The item is skipped.</summary>
    Skip,
}
