namespace BatchPs.Engine.Configuration;

/// <summary>Every setting there is: the one table that files, environment, parameters and displays go by.</summary>
internal static class SettingKeys
{
    private const int Megabytes = 1024 * 1024;
    private const int Billion = 1_000_000_000;

    public static IReadOnlyList<SettingKey> All { get; } =
    [
        SettingKey.Of(
            "max_parallel_workers", "BATCH_MAX_WORKERS", "-ThrottleLimit", "items",
            "items at a time; by default the number of processors; auto finds the best number by measuring",
            SettingKind.Workers, s => new(s.MaxParallelWorkers, s.AutoWorkers), (s, v) => s with { MaxParallelWorkers = v.Count, AutoWorkers = v.IsAuto }),
        SettingKey.Of(
            "chunk_size", "BATCH_CHUNK_SIZE", "-ChunkSize", "items",
            "items handed to a worker together; 0 sizes chunks by how long items take",
            SettingKind.Whole(0, 100_000), s => s.ChunkSize, (s, v) => s with { ChunkSize = (int)v }),
        SettingKey.Of(
            "max_file_size", "BATCH_MAX_FILE_SIZE", "-MaxFileSize", "bytes",
            "a larger file is Skipped, reason TooLarge; 0 is no limit",
            SettingKind.Whole(0, long.MaxValue), s => s.MaxFileSize, (s, v) => s with { MaxFileSize = v }),
        SettingKey.Of(
            "max_batch_size", "BATCH_MAX_BATCH_SIZE", "-MaxItem", "items",
            "more is refused before the first, or ends the intake of a pipeline; 0 is no limit",
            SettingKind.Whole(0, long.MaxValue), s => s.MaxBatchSize, (s, v) => s with { MaxBatchSize = v }),
        SettingKey.Of(
            "max_memory_mb", "BATCH_MEMORY_THRESHOLD_MB", "-MemoryLimit", "MB",
            "growth over the host's start; new items are held back before it is reached, above it with a warning",
            SettingKind.Whole(16, Megabytes), s => s.MaxMemoryMb, (s, v) => s with { MaxMemoryMb = (int)v }),
        SettingKey.Of(
            "max_load", "BATCH_MAX_LOAD", "-MaxLoad", "percent",
            "use of the machine's processors and memory above which fewer items are in flight; 0 is no limit",
            SettingKind.Percent, s => s.MaxLoad, (s, v) => s with { MaxLoad = v }),
        SettingKey.Of(
            "max_rate", "BATCH_MAX_RATE", "-MaxRate", null,
            "most calls of the operation in a second, minute or hour, retries included; 0 is no limit",
            SettingKind.Rate, s => s.MaxRate, (s, v) => s with { MaxRate = v }),
        SettingKey.Of(
            "progress_update_interval", null, "-ProgressInterval", "s",
            "time between progress updates",
            SettingKind.Number(0.05, 3600), s => s.ProgressUpdateInterval, (s, v) => s with { ProgressUpdateInterval = v }),
        SettingKey.Of(
            "progress_every_items", "BATCH_PROGRESS_INTERVAL", null, "items",
            "a progress event in the event log at least every so many finished items",
            SettingKind.Whole(1, Billion), s => s.ProgressEveryItems, (s, v) => s with { ProgressEveryItems = (int)v }),
        SettingKey.Of(
            "max_retries", "BATCH_MAX_RETRIES", "-MaxRetry", "retries",
            "retries after the first attempt; script blocks default to 0",
            SettingKind.Whole(0, 100), s => s.MaxRetries, (s, v) => s with { MaxRetries = (int)v }),
        SettingKey.Of(
            "retry_delay", "BATCH_RETRY_DELAY", "-RetryDelay", "s",
            "wait before the first retry",
            SettingKind.Number(0, 86_400), s => s.RetryDelay, (s, v) => s with { RetryDelay = v }),
        SettingKey.Of(
            "retry_backoff", "BATCH_RETRY_BACKOFF", "-RetryBackoff", null,
            "factor from one wait to the next",
            SettingKind.Number(1, 100), s => s.RetryBackoff, (s, v) => s with { RetryBackoff = v }),
        SettingKey.Of(
            "retry_jitter", "BATCH_RETRY_JITTER", "-RetryJitter", null,
            "waits vary by up to a quarter, so that workers do not retry together",
            SettingKind.Switch, s => s.RetryJitter, (s, v) => s with { RetryJitter = v }),
        SettingKey.Of(
            "max_retry_delay", "BATCH_MAX_RETRY_DELAY", "-MaxRetryDelay", "s",
            "longest wait; longer computed ones are cut to it",
            SettingKind.Number(0, 86_400), s => s.MaxRetryDelay, (s, v) => s with { MaxRetryDelay = v }),
        SettingKey.Of(
            "enable_incremental", "BATCH_INCREMENTAL", "-Incremental", null,
            "how items that an earlier run finished are recognised",
            SettingKind.Choice<IncrementalMode>(), s => s.EnableIncremental, (s, v) => s with { EnableIncremental = v }),
        SettingKey.Of(
            "stop_on_error", "BATCH_STOP_ON_ERROR", "-StopOnError", null,
            "the first failed item stops the run",
            SettingKind.Switch, s => s.StopOnError, (s, v) => s with { StopOnError = v }),
        SettingKey.Of(
            "export_format", "BATCH_EXPORT_FORMAT", "-Format", null,
            "format of the report",
            SettingKind.Name("json", "csv", "ndjson", "html", "text"), s => s.ExportFormat, (s, v) => s with { ExportFormat = v }),
        SettingKey.Of(
            "enable_memory_management", "BATCH_MEMORY_MANAGEMENT", null, null,
            "collect memory every memory_cleanup_interval items when above half of max_memory_mb",
            SettingKind.Switch, s => s.EnableMemoryManagement, (s, v) => s with { EnableMemoryManagement = v }),
        SettingKey.Of(
            "memory_cleanup_interval", "BATCH_MEMORY_CLEANUP_INTERVAL", null, "items",
            "items between two collections",
            SettingKind.Whole(1, Billion), s => s.MemoryCleanupInterval, (s, v) => s with { MemoryCleanupInterval = (int)v }),
        SettingKey.Of(
            "durability", "BATCH_DURABILITY", "-Durability", null,
            "what survives a power cut",
            SettingKind.Choice<Durability>(), s => s.Durability, (s, v) => s with { Durability = v }),
        SettingKey.Of(
            "minimum_free_space_mb", "BATCH_MINIMUM_FREE_SPACE_MB", "-MinimumFreeSpace", "MB",
            "must stay free on the destination",
            SettingKind.Whole(0, Megabytes), s => s.MinimumFreeSpaceMb, (s, v) => s with { MinimumFreeSpaceMb = (int)v }),
        SettingKey.Of(
            "disk_full_wait", "BATCH_DISK_FULL_WAIT", "-DiskFullWait", "s",
            "how long a run waits for space on a full disk before it ends, resumable; 0 is not at all",
            SettingKind.Whole(0, 86_400), s => s.DiskFullWait, (s, v) => s with { DiskFullWait = (int)v }),
        SettingKey.Of(
            "temporal_query_limit", "TEMPORAL_QUERY_LIMIT", "-Limit", "versions",
            "versions a query of the document store returns",
            SettingKind.Whole(1, 1_000_000), s => s.TemporalQueryLimit, (s, v) => s with { TemporalQueryLimit = (int)v }),
    ];

    /// <summary>The setting a file calls by its name.</summary>
    /// <exception cref="BatchException"><c>UnknownSetting</c>: no setting has that name.</exception>
    public static SettingKey InFile(string name, string place) =>
        All.FirstOrDefault(key => key.Name == name) ?? throw Unknown(name, place);

    /// <summary>The setting a caller calls by its name or parameter, in any case.</summary>
    /// <exception cref="BatchException"><c>UnknownSetting</c>: no setting has that name.</exception>
    public static SettingKey AsParameter(string name) => Called(name, "the parameters");

    /// <summary>The same, for a caller who says where the name was given.</summary>
    /// <exception cref="BatchException"><c>UnknownSetting</c>: no setting has that name.</exception>
    public static SettingKey Called(string name, string source) =>
        All.FirstOrDefault(key => key.IsCalled(name)) ?? throw Unknown(name, source);

    private static BatchException Unknown(string name, string source)
    {
        var names = All.Select(key => key.Name).ToList();
        var hint = NearestName.Of(name, names) is { } near ? $"did you mean '{near}'?" : $"the settings are {string.Join(", ", names)}.";
        return BatchException.Invalid("UnknownSetting", $"Setting '{name}' in {source} is not known; {hint}", name);
    }
}
