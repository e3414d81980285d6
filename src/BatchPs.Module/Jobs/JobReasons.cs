using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace BatchPs.Module.Jobs;

/// <summary>Why a job is in its state. PowerShell takes it by a member that its reference assembly lacks.</summary>
internal static class JobReasons
{
    /// <returns>False when nothing was set: another PowerShell.</returns>
    internal static bool TrySet(Job2 job, JobState state, Exception reason)
    {
        try
        {
            SetJobState(job, state, reason);
            return true;
        }
        catch (MissingMethodException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern void SetJobState(Job2 job, JobState state, Exception reason);
}
