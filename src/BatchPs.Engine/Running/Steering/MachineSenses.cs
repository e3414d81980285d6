namespace BatchPs.Engine.Running.Steering;

/// <summary>What an execution sees of the process and the machine it runs on.</summary>
internal sealed record MachineSenses
{
    /// <summary>Of every run but a test's.</summary>
    internal static MachineSenses Usual { get; } = new();

    /// <summary>The process's size in bytes.</summary>
    internal Func<long> WorkingSet { get; init; } = () => Environment.WorkingSet;

    /// <summary>Makes an execution's reader of the machine's load.</summary>
    internal Func<ILoadReader> Load { get; init; } = () =>
        OperatingSystem.IsLinux() ? new LinuxLoad("/", TimeProvider.System)
        : OperatingSystem.IsWindows() ? new WindowsLoad()
        : new NoLoad();

    private sealed class NoLoad : ILoadReader
    {
        public MachineLoad? Read() => null;
    }
}
