using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace BatchPs.Module.Jobs;

/// <summary>Hands a job that has been made to the session's source of jobs, which PowerShell alone knows.</summary>
internal sealed class BatchJobEntry(BatchJob job, Runspace session)
    : JobInvocationInfo(new JobDefinition(typeof(BatchJobSource), job.Command, job.Name), (CommandParameterCollection?)null)
{
    internal BatchJob Job => job;

    internal Runspace Session => session;
}
