using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Cli;

/// <summary>What the process ends with. The numbers from 64 on are those of BSD's <c>sysexits.h</c>.</summary>
internal static class ExitCode
{
    /// <summary>All well.</summary>
    internal const int Success = 0;

    /// <summary>The run finished, some items failed.</summary>
    internal const int SomeFailed = 1;

    /// <summary>The definition or the command line is wrong.</summary>
    internal const int BadRequest = 2;

    /// <summary>The failure budget stopped the run.</summary>
    internal const int FailureLimit = 3;

    /// <summary>The journal is damaged beyond repair, or diagnostics are.</summary>
    internal const int JournalDamaged = 65;

    /// <summary>The destination, the report or the event log cannot be written.</summary>
    internal const int CannotWrite = 73;

    /// <summary>Disk full or an I/O error; resumable.</summary>
    internal const int IoError = 74;

    /// <summary>Interrupted, resumable; or a run that was asked to stop and did not in the time it was given.</summary>
    internal const int Interrupted = 75;

    /// <summary>Of a run that ended.</summary>
    internal static int Of(RunSummary run) => run.State switch
    {
        RunState.Completed => run.Failed > 0 ? SomeFailed : Success,
        RunState.FailureLimit => FailureLimit,
        RunState.Faulted => run.Error?.Code == "DestinationNotWritable" ? CannotWrite : IoError,
        _ => Interrupted,
    };

    /// <summary>Of a command that was refused or could not go on.</summary>
    internal static int Of(BatchException error) => error.Code switch
    {
        "JournalUnreadable" or "JournalChanged" or "DiagnosticsDamaged" => JournalDamaged,
        "DestinationNotWritable" or "ReadOnlyDestination" or "ReportNotWritable" or "EventLogNotWritable" or "ConfigurationNotWritable" => CannotWrite,
        "RunStillLive" => Interrupted,
        "RunIsLive" or "DestinationInUse" or "EventLogInUse" or "NoStateDirectory" or "ConfigurationNotReadable" => BadRequest,
        _ => error.Category is ErrorCategory.Environment or ErrorCategory.Io or ErrorCategory.Access ? IoError : BadRequest,
    };
}
