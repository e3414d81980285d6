namespace BatchPs.CallTracer;

/// <summary>A program to run, and what is done to one of its system calls.</summary>
public sealed record TraceJob
{
    /// <summary>The program and its arguments.</summary>
    public required string[] Command { get; init; }

    public required string Directory { get; init; }

    /// <summary>Where standard output and error go.</summary>
    public required string Out { get; init; }

    public required string Error { get; init; }

    /// <summary>What the paths begin with whose calls count.</summary>
    public required string[] Under { get; init; }

    /// <summary>Names of the calls that count; empty for all of <see cref="FileCalls"/>.</summary>
    public string[] Calls { get; init; } = [];

    /// <summary>Which of the calls that count is hit, from 1, over all threads; 0 for none.</summary>
    public int At { get; init; }

    /// <summary>How many calls in a row are hit.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What the call that is hit returns; 0: the process is killed instead, and the call never made.</summary>
    public int Errno { get; init; }

    /// <summary>When it is killed because it did not end.</summary>
    public int LimitMilliseconds { get; init; } = 60_000;

    /// <summary>Whether the calls are listed in the outcome.</summary>
    public bool ListsCalls { get; init; }
}

/// <summary>How it ended.</summary>
public sealed record TraceOutcome
{
    /// <summary>Exit code; minus the signal's number when a signal ended it.</summary>
    public required int ExitCode { get; init; }

    /// <summary>How many calls counted.</summary>
    public required int Count { get; init; }

    /// <summary>How many were hit.</summary>
    public required int Hits { get; init; }

    /// <summary>The first call that was hit, such as <c>pwrite64 /tmp/x/out/a.srt</c>.</summary>
    public required string? Hit { get; init; }

    public required bool TimedOut { get; init; }

    public required IReadOnlyList<TracedCall> Calls { get; init; }
}

public sealed record TracedCall(string Name, string Path);
