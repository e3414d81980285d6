using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace BatchPs.Module.Jobs;

/// <summary>The batch jobs of one session: what Get-Job, Wait-Job, Receive-Job, Stop-Job and Remove-Job find. Registered by PowerShell at import.</summary>
public sealed class BatchJobSource : JobSourceAdapter
{
    private readonly Lock _lock = new();
    private readonly List<BatchJob> _jobs = [];
    private Runspace? _session;

    public BatchJobSource() => Name = nameof(BatchJobSource);

    /// <inheritdoc/>
    public override IList<Job2> GetJobs() => Where(_ => true);

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByName(string name, bool recurse)
    {
        var pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return Where(job => pattern.IsMatch(job.Name));
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByCommand(string command, bool recurse)
    {
        var pattern = WildcardPattern.Get(command.Trim(), WildcardOptions.IgnoreCase);
        return Where(job => pattern.IsMatch(job.Command.Trim()) || string.Equals(job.Command.Trim(), command.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public override IList<Job2> GetJobsByState(JobState state, bool recurse) => Where(job => job.JobStateInfo.State == state);

    /// <summary>Jobs whose properties have all the values of the filter: texts may have wildcards.</summary>
    public override IList<Job2> GetJobsByFilter(Dictionary<string, object> filter, bool recurse) => Where(job => filter.All(wanted => Has(job, wanted.Key, wanted.Value)));

    /// <inheritdoc/>
    public override Job2? GetJobByInstanceId(Guid instanceId, bool recurse) => Where(job => job.InstanceId == instanceId).FirstOrDefault();

    /// <inheritdoc/>
    public override Job2? GetJobBySessionId(int id, bool recurse) => Where(job => job.Id == id).FirstOrDefault();

    /// <inheritdoc/>
    public override Job2 NewJob(JobInvocationInfo specification) =>
        specification is BatchJobEntry entry
            ? Enter(entry)
            : throw new NotSupportedException("A batch job is started by Start-Batch -AsJob or Resume-Batch -AsJob.");

    /// <inheritdoc/>
    public override void RemoveJob(Job2 job)
    {
        lock (_lock)
        {
            _jobs.Remove((BatchJob)job);
        }
    }

    private static bool Has(BatchJob job, string property, object? wanted)
    {
        object? value = PSObject.AsPSObject(job).Properties[property]?.Value;
        return wanted is string text && value is not null
            ? WildcardPattern.Get(text, WildcardOptions.IgnoreCase).IsMatch(value.ToString())
            : LanguagePrimitives.Equals(value, wanted, ignoreCase: true, CultureInfo.InvariantCulture);
    }

    private BatchJob Enter(BatchJobEntry entry)
    {
        lock (_lock)
        {
            if (_session is null)
            {
                _session = entry.Session;
                _session.StateChanged += EndWithSession;
            }

            _jobs.Add(entry.Job);
            return entry.Job;
        }
    }

    private List<Job2> Where(Func<BatchJob, bool> isMeant)
    {
        lock (_lock)
        {
            return [.. _jobs.Where(isMeant)];
        }
    }

    private void EndWithSession(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
        {
            _session!.StateChanged -= EndWithSession;
            LiveJobs.End([.. GetJobs().Cast<BatchJob>()]);
        }
    }
}
