namespace BatchPs.Engine;

/// <summary>Values front ends share.</summary>
public static class EngineDefaults
{
    /// <summary>How long items in flight may go on after a stop before they are cancelled: 5 seconds.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How many items an operation that takes chunks gets in one call when no chunk size is set: 100.</summary>
    public const int ItemsInACall = 100;

    /// <summary>How long a live run has to heed a request that another process waits for: 30 seconds.</summary>
    public static TimeSpan RequestTime { get; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an item's operation has to return once its time limit is over, before its thread is left behind: 2 seconds.</summary>
    public static TimeSpan ItemStopTime { get; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest time limit of an item or a run: 604,800 seconds, a week.</summary>
    public const int LongestTimeLimit = 604_800;

    /// <summary>How many threads may be left behind at a time, for each worker, before the run stops: 4.</summary>
    public const int LeftThreadsPerWorker = 4;

    /// <summary>Name of the directory outputs go to when none is given.</summary>
    public const string Destination = "processed";
}
