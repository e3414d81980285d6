using System.Text.Json.Serialization;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>How an execution ended.</summary>
internal sealed record ExecutionEnd(
    RunState State, DateTimeOffset EndedAt, double Seconds, bool InputIncomplete, long Finished, long Processed, long Saved, long PeakMemoryBytes, ItemError? Error)
{
    /// <summary>Whether a sync failed: outputs that no barrier covers may not be on the disk, whatever reading them says.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Unproven { get; init; }

    /// <summary>CPU time of the process in the execution, in seconds over all processors.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double CpuSeconds { get; init; }

    /// <summary>Mean error of the estimated total times; null where there were too few.</summary>
    public double? EtaErrorPercent { get; init; }
}
