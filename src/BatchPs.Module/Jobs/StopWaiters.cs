using System.ComponentModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace BatchPs.Module.Jobs;

/// <summary>Who waits for a job's stop: PowerShell asks in the same words for Stop-Job, which gives time, and for Remove-Job -Force, which does not.</summary>
internal static class StopWaiters
{
    private const string Remover = "RemoveJobCommand";

    internal static bool AreRemoving(Job2 job)
    {
        try
        {
            return StopJobCompleted(job)?.GetInvocationList().Any(waiter => waiter.Target?.GetType().Name == Remover) == true;
        }
        catch (MissingFieldException)
        {
            // Another PowerShell: both give time.
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field)]
    private static extern ref EventHandler<AsyncCompletedEventArgs>? StopJobCompleted(Job2 job);
}
