using System.IO.Pipes;
using System.Security.Cryptography;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>The two pipes to a worker process, which only this user can open: one for the items, and one to reach it while it is at one.</summary>
internal sealed class ChildPipes : IDisposable
{
    // The system's limit for the path of a socket is 104 bytes or a little more.
    private const int LongestDirectory = 50;

    private readonly NamedPipeServerStream _items;
    private readonly NamedPipeServerStream _control;

    internal ChildPipes()
    {
        string name = "batchps-" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        string place = OperatingSystem.IsWindows() ? name : Path.Combine(ShortDirectory(), name);
        (ItemsName, ControlName) = (place + "-i", place + "-c");
        _items = Listen(ItemsName);
        _control = Listen(ControlName);
        (Items, Control) = (new FramePipe(_items), new FramePipe(_control));
    }

    internal string ItemsName { get; }

    internal string ControlName { get; }

    internal FramePipe Items { get; }

    internal FramePipe Control { get; }

    /// <summary>Waits until the child has opened both.</summary>
    internal async Task Connect(CancellationToken cancellation)
    {
        await _items.WaitForConnectionAsync(cancellation).ConfigureAwait(false);
        await _control.WaitForConnectionAsync(cancellation).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            // Nobody else comes; and nothing is left should this process be killed.
            File.Delete(ItemsName);
            File.Delete(ControlName);
        }
    }

    public void Dispose()
    {
        Items.Dispose();
        Control.Dispose();
    }

    private static NamedPipeServerStream Listen(string name) =>
        new(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);

    private static string ShortDirectory() => Path.GetTempPath() is { Length: <= LongestDirectory } usual ? usual : "/tmp";
}
