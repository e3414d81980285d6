namespace BatchPs.Engine.Configuration;

/// <summary>How a run runs: every setting with its value, checked. Defaults are those of an empty configuration.</summary>
public sealed record RunSettings
{
    /// <summary>Items at a time; with <see cref="AutoWorkers"/> at the start. 1 to 1,024; the default is the number of processors.</summary>
    public int MaxParallelWorkers { get; init; } = Environment.ProcessorCount;

    /// <summary>Whether the run finds out by measuring how many items at a time are best; the default is false.</summary>
    public bool AutoWorkers { get; init; }

    /// <summary>Items handed to a worker together. 0 to 100,000; 0, the default, sizes chunks by how long items take, and gives an
    /// operation that takes whole chunks <see cref="EngineDefaults.ItemsInACall"/>.</summary>
    public int ChunkSize { get; init; }

    /// <summary>Largest input in bytes; a larger one is Skipped, reason <c>TooLarge</c>. 0, the default, is no limit.</summary>
    public long MaxFileSize { get; init; }

    /// <summary>Most items in a run; more is refused before the first, or ends the intake of a pipeline. 0, the default, is no limit.</summary>
    public long MaxBatchSize { get; init; }

    /// <summary>MB the process may grow over its size at the start before fewer items are in flight. 16 to 1,048,576; the default is 1,024.</summary>
    public int MaxMemoryMb { get; init; } = 1024;

    /// <summary>Percent of the machine's processors and memory in use above which fewer items are in flight. 10 to 100; 0, the default, is no limit.</summary>
    public int MaxLoad { get; init; }

    /// <summary>Most calls of the operation in a time, one for each attempt of an item: <c>10/s</c>, <c>600/m</c> or <c>1000/h</c>; <c>0</c>, the
    /// default, is no limit.</summary>
    public string MaxRate { get; init => field = value ?? CallRate.Off; } = CallRate.Off;

    /// <summary>Seconds between progress updates. 0.05 to 3,600; the default is 1.</summary>
    public double ProgressUpdateInterval { get; init; } = 1.0;

    /// <summary>A progress event at least every so many finished items. 1 to 1,000,000,000; the default is 10.</summary>
    public int ProgressEveryItems { get; init; } = 10;

    /// <summary>Retries after the first attempt. 0 to 100; the default is 3, for script blocks 0.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>Seconds before the first retry. 0 to 86,400; the default is 1.</summary>
    public double RetryDelay { get; init; } = 1.0;

    /// <summary>Factor from one wait to the next. 1 to 100; the default is 2.</summary>
    public double RetryBackoff { get; init; } = 2.0;

    /// <summary>Whether waits vary by up to a quarter, so that workers do not retry together; the default is true.</summary>
    public bool RetryJitter { get; init; } = true;

    /// <summary>Longest wait in seconds; longer computed ones are cut to it. 0 to 86,400; the default is 30.</summary>
    public double MaxRetryDelay { get; init; } = 30.0;

    /// <summary>What a new run does with items that an earlier one finished.</summary>
    public IncrementalMode EnableIncremental { get; init; }

    /// <summary>Whether the first failed item stops the run; the default is false.</summary>
    public bool StopOnError { get; init; }

    /// <summary>Format of exported reports: <c>json</c> (the default) or <c>csv</c>.</summary>
    public string ExportFormat { get; init; } = "json";

    /// <summary>Whether memory is collected every <see cref="MemoryCleanupInterval"/> items while above half of <see cref="MaxMemoryMb"/>; the default is true.</summary>
    public bool EnableMemoryManagement { get; init; } = true;

    /// <summary>Items between collections. 1 to 1,000,000,000; the default is 500.</summary>
    public int MemoryCleanupInterval { get; init; } = 500;

    /// <summary>What survives a power cut; the default is Barrier.</summary>
    public Durability Durability { get; init; } = Durability.Barrier;

    /// <summary>MB that must stay free on the destination. 0 to 1,048,576; the default is 256.</summary>
    public int MinimumFreeSpaceMb { get; init; } = 256;

    /// <summary>Seconds a run waits, paused, for space on a full disk before it ends, resumable. 0 to 86,400; the default is 300, 0 is not at all.</summary>
    public int DiskFullWait { get; init; } = 300;

    /// <summary>Versions a query of the document store returns. 1 to 1,000,000; the default is 1,000.</summary>
    public int TemporalQueryLimit { get; init; } = 1000;
}

/// <summary>How a new run recognises what an earlier one finished.</summary>
public enum IncrementalMode
{
    /// <summary>Not at all: everything runs.</summary>
    None,

    /// <summary>By equal input size and modification time.</summary>
    SizeTime,

    /// <summary>By an equal hash of the input's content.</summary>
    Content,
}

/// <summary>How hard a run works to survive a power cut. All levels survive the death of the process, and with all a resume or incremental
/// run after a restart of the machine reads every output that is not known to be durable: it is done by its hash, or runs again.</summary>
public enum Durability
{
    /// <summary>Nothing is synced: all outputs are read after a restart, and what the journal lost runs again.</summary>
    None,

    /// <summary>The journal is synced every 100 ms or 1 MiB, outputs all together every 2 seconds: what was finished before that stands.
    /// In place each output is synced before it replaces its input.</summary>
    Barrier,

    /// <summary>Every output, its name and its record are synced before the result is shown: all that was shown stands.</summary>
    Full,
}
