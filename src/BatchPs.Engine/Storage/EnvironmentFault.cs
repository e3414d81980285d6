namespace BatchPs.Engine.Storage;

/// <summary>The errors of the file system that no item is to blame for: they stop the run, resumable, and fail nothing.</summary>
internal static class EnvironmentFault
{
    private const int Eio = 5;
    private const int Enospc = 28;
    private const int Erofs = 30;
    private const int EdquotLinux = 122;
    private const int EdquotMac = 69;
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsWriteProtect = unchecked((int)0x80070013);

    /// <summary>Whether a device failed to read or write: an input's as well as the destination's.</summary>
    internal static bool IsIoError(Exception error) => error is IOException { HResult: Eio };

    /// <summary>The code of the fault an error on the destination or the journal means; null when it is none.</summary>
    internal static string? CodeOf(Exception error) => error is not IOException io ? null : io.HResult switch
    {
        Enospc or WindowsDiskFull or WindowsHandleDiskFull => "DiskFull",
        EdquotLinux when OperatingSystem.IsLinux() => "DiskFull",
        EdquotMac when OperatingSystem.IsMacOS() => "DiskFull",
        Erofs or WindowsWriteProtect => "ReadOnlyDestination",
        Eio => "DestinationIoError",
        _ => null,
    };
}
