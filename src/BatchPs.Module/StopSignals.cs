using System.Runtime.InteropServices;

namespace BatchPs.Module;

/// <summary>What the process's signals do to the runs of its sessions. Registered while a run is live, and only then.</summary>
/// <remarks>
/// SIGTERM and SIGHUP would end the host at once, without <c>Dispose</c>. Their handler stops the runs, waits for them, and returns without
/// having cancelled the signal, so that the host then ends exactly as it would have. Ctrl+C belongs to the host, which stops the pipeline
/// of its console; here a second one only hastens runs that are stopping.
/// </remarks>
internal static class StopSignals
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(2);

    private static readonly Lock Guard = new();
    private static readonly List<RunPump> Live = [];
    private static PosixSignalRegistration[] _registrations = [];
    private static int _endings;

    internal static void Add(RunPump pump)
    {
        lock (Guard)
        {
            Live.Add(pump);
            if (Live.Count == 1)
            {
                _registrations =
                [
                    PosixSignalRegistration.Create(PosixSignal.SIGTERM, End),
                    PosixSignalRegistration.Create(PosixSignal.SIGHUP, End),
                    PosixSignalRegistration.Create(PosixSignal.SIGINT, Hasten),
                ];
            }

            if (_endings > 0)
            {
                pump.StopForEnd(now: _endings > 1);
            }
        }
    }

    /// <summary>Forgets a run that has ended. While a signal ends the host it holds its thread, so that the script does not go on with what
    /// comes after the run.</summary>
    /// <returns>False when it was held and the host did not end: somebody else has cancelled the signal. The pipeline should stop.</returns>
    internal static bool Remove(RunPump pump)
    {
        lock (Guard)
        {
            if (!Live.Contains(pump) || (_endings == 0 && Forget(pump)))
            {
                return true;
            }
        }

        Thread.Sleep(LongestHold);
        lock (Guard)
        {
            Forget(pump);
            return false;
        }
    }

    private static bool Forget(RunPump pump)
    {
        Live.Remove(pump);
        if (Live.Count == 0)
        {
            Array.ForEach(_registrations, registration => registration.Dispose());
            _endings = 0;
        }

        return true;
    }

    private static void End(PosixSignalContext signal)
    {
        RunPump[] live;
        bool isFirst;
        lock (Guard)
        {
            live = [.. Live];
            isFirst = ++_endings == 1;
        }

        Array.ForEach(live, pump => pump.StopForEnd(now: !isFirst));
        signal.Cancel = !isFirst;
        var awaited = new HashSet<RunPump>();
        while (isFirst && live.Length > 0)
        {
            // Also those that another session began meanwhile; those that have ended stay in the list while their threads are held.
            Array.ForEach(live, pump => pump.WaitForEnd());
            awaited.UnionWith(live);
            lock (Guard)
            {
                live = [.. Live.Except(awaited)];
            }
        }
    }

    private static void Hasten(PosixSignalContext signal)
    {
        RunPump[] live;
        lock (Guard)
        {
            live = [.. Live];
        }

        Array.ForEach(live, pump => pump.Interrupt());
    }
}
