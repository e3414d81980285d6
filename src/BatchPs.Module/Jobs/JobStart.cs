using System.Management.Automation;
using System.Management.Automation.Runspaces;
using BatchPs.Engine;
using BatchPs.Engine.Running;

namespace BatchPs.Module.Jobs;

/// <summary>How a cmdlet's -AsJob makes a job of a run and gives it to the caller and the session.</summary>
internal static class JobStart
{
    /// <exception cref="BatchException"><c>OnRetryWithJob</c>.</exception>
    internal static void ThrowIfCallersRunspaceIsNeeded(bool asJob, ScriptBlock? onRetry)
    {
        if (asJob && onRetry is not null)
        {
            throw BatchException.Invalid(
                "OnRetryWithJob",
                "-OnRetry cannot be used with -AsJob: its block runs in the caller's session, which does not wait for the job. The job's verbose stream tells of retries.");
        }
    }

    internal static BatchJob Begin(BatchExecution execution, RunManner manner)
    {
        var job = new BatchJob(execution, manner);
        job.Begin();
        return job;
    }

    /// <summary>All items were piped: from here on the job is the session's, and outlives the pipeline.</summary>
    internal static void HandOver(PSCmdlet cmdlet, BatchJob job)
    {
        job.EndInput();
        Register(cmdlet, job);
        cmdlet.WriteObject(job);
    }

    private static void Register(PSCmdlet cmdlet, BatchJob job)
    {
        if (cmdlet.JobManager.IsRegistered(nameof(BatchJobSource)))
        {
            cmdlet.JobManager.NewJob(new BatchJobEntry(job, Runspace.DefaultRunspace));
        }
        else
        {
            // The cmdlets were put into the session without an import.
            cmdlet.JobRepository.Add(job);
        }
    }
}
