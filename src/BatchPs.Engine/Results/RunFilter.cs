using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Results;

/// <summary>Which of the recorded runs are meant. What is not given chooses all.</summary>
public sealed record RunFilter
{
    private Wildcard? _name;
    private Wildcard? _operation;

    /// <summary>Wildcard that a run's name matches, without case; a run without a name has the empty one.</summary>
    /// <exception cref="BatchException"><c>BadWildcard</c>.</exception>
    public string? Name
    {
        get;
        init => _name = Compiled(field = value);
    }

    /// <summary>Tags that a run has all of, without case.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>States of which a run has one; empty for all.</summary>
    public IReadOnlyList<RunState> States { get; init; } = [];

    /// <summary>Wildcard that the name of the operation matches, without case.</summary>
    /// <exception cref="BatchException"><c>BadWildcard</c>.</exception>
    public string? Operation
    {
        get;
        init => _operation = Compiled(field = value);
    }

    /// <summary>Only runs that started at this time or later.</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>Only runs that started before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Whether a run is meant.</summary>
    public bool IsMatch(RunSummary run) =>
        (_name is null || _name.IsMatch(Flat(run.Name ?? "")))
        && (_operation is null || _operation.IsMatch(Flat(run.Operation)))
        && Tags.All(tag => run.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && (States.Count == 0 || States.Contains(run.State))
        && (After is not { } after || run.StartedAt >= after)
        && (Before is not { } before || run.StartedAt < before);

    private static Wildcard? Compiled(string? pattern) => pattern is null ? null : new Wildcard(Flat(pattern), ignoreCase: true);

    // A slash in a name parts nothing.
    private static string Flat(string text) => text.Replace('/', '\u0001').Replace('\\', '\u0002');
}
