using System.Globalization;

namespace BatchPs.Engine.Storage;

/// <summary>Who holds a lock.</summary>
/// <param name="Run">Id of the run.</param>
/// <param name="Process">Id of the process.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="Boot">Which boot of it.</param>
/// <param name="Space">Which process ids count; null where there is but one kind.</param>
/// <param name="Started">When the process started, in the kernel's ticks since boot; null where that is not known.</param>
internal sealed record LockHolder(string Run, int Process, string Host, string Boot, string? Space = null, long? Started = null)
{
    private const int StateField = 0;
    private const int StartField = 19;

    private static readonly LockHolder Here = new(
        "", Environment.ProcessId, Environment.MachineName, HostIdentity.BootId, OwnSpace(), StartOf(Environment.ProcessId));

    /// <summary>This process, for a run.</summary>
    internal static LockHolder Of(string runId) => Here with { Run = runId };

    /// <summary>Whether the process is known to have ended: it is of another boot of this machine, or its id stands for none or another one.
    /// False where nobody can tell.</summary>
    internal bool IsGone()
    {
        // Elsewhere a boot has no name of its own, and a process no start that could be compared.
        if (!Posix.IsLinux || Host != Here.Host)
        {
            return false;
        }

        if (Boot != Here.Boot)
        {
            return true;
        }

        // Processes of other users may be hidden; the first one is not then seen either.
        return Space is not null && Space == Here.Space && Started is not null && StartOf(1) is not null && StartOf(Process) != Started;
    }

    /// <summary>When a process started; null when it has ended, is not seen, or the platform does not say.</summary>
    private static long? StartOf(int process)
    {
        try
        {
            // The name in parentheses may hold anything, also parentheses.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StateField] is "Z" or "X" ? null : long.Parse(fields[StartField], CultureInfo.InvariantCulture);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string? OwnSpace()
    {
        try
        {
            return new FileInfo("/proc/self/ns/pid").LinkTarget;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(LockHolder))]
[System.Text.Json.Serialization.JsonSerializable(typeof(Lease))]
internal sealed partial class StorageJson : System.Text.Json.Serialization.JsonSerializerContext;
