using System.Management.Automation;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>The PowerShell that runs this session, as a program to start.</summary>
internal static class HostPowerShell
{
    /// <summary>Program and first arguments; the process's own where that is PowerShell, else that beside the engine it has loaded.</summary>
    internal static (string Program, string[] Arguments) Find()
    {
        string home = Path.GetDirectoryName(typeof(PSObject).Assembly.Location)!;
        string beside = Path.Combine(home, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        return Environment.ProcessPath is { } own && Path.GetFileNameWithoutExtension(own) == "pwsh" ? (own, [])
            : File.Exists(beside) ? (beside, [])
            : ("dotnet", [Path.Combine(home, "pwsh.dll")]);
    }
}
