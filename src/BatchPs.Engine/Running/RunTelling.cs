namespace BatchPs.Engine.Running;

/// <summary>What an execution tells beside its results.</summary>
public sealed record RunTelling
{
    /// <summary>The notices of an execution that nobody asked more of.</summary>
    public static RunTelling Usual { get; } = new();

    /// <summary>The least loud notices that are wanted: what is softer is not made. The default is Information.</summary>
    public NoticeLevel Level { get; init; } = NoticeLevel.Information;

    /// <summary>Full path of the event log, which gets a JSON object a line; null, the default, for none.</summary>
    public string? EventLog { get; init; }
}
