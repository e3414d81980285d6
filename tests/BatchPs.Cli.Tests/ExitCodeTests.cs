using BatchPs.Engine;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(RunState.Completed, 0, null, 0)]
    [InlineData(RunState.Completed, 1, null, 1)]
    [InlineData(RunState.FailureLimit, 1, "FailureLimit", 3)]
    [InlineData(RunState.Faulted, 0, "DestinationNotWritable", 73)]
    [InlineData(RunState.Faulted, 0, "DiskFull", 74)]
    [InlineData(RunState.Faulted, 0, "ReadOnlyDestination", 74)]
    [InlineData(RunState.Faulted, 0, "JournalNotWritable", 74)]
    [InlineData(RunState.Stopped, 1, null, 75)]
    [InlineData(RunState.Interrupted, 0, null, 75)]
    public void Of_ARun_FollowsItsState(RunState state, long failed, string? error, int expected) => Assert.Equal(expected, ExitCode.Of(new RunSummary
    {
        RunId = "1", State = state, Operation = "Srt", JournalPath = "j", Failed = failed,
        Error = error is null ? null : new ItemError(error, ErrorCategory.Environment, ""),
    }));

    [Theory]
    [InlineData("UnknownOption", ErrorCategory.Validation, 2)]
    [InlineData("RunIsLive", ErrorCategory.Environment, 2)]
    [InlineData("RunNotLive", ErrorCategory.Validation, 2)]
    [InlineData("RunStillLive", ErrorCategory.Timeout, 75)]
    [InlineData("JournalUnreadable", ErrorCategory.Environment, 65)]
    [InlineData("DestinationNotWritable", ErrorCategory.Environment, 73)]
    [InlineData("ReportNotWritable", ErrorCategory.Environment, 73)]
    [InlineData("ConfigurationNotWritable", ErrorCategory.Access, 73)]
    [InlineData("DiskFull", ErrorCategory.Environment, 74)]
    [InlineData("SpillFailed", ErrorCategory.Environment, 74)]
    [InlineData("IoError", ErrorCategory.Io, 74)]
    public void Of_AnError_FollowsItsCode(string code, ErrorCategory category, int expected) =>
        Assert.Equal(expected, ExitCode.Of(new BatchException(code, category, "")));
}
