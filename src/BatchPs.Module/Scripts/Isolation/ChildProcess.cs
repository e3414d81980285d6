using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>A PowerShell process that serves one worker: started, talked to, and ended in one way or another.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ExitTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    private readonly ChildPipes _pipes = new();
    private readonly Process _process;
    private readonly ChildOutput _error;
    private readonly Task _drained;
    private readonly Lock _sparing = new();
    private Timer? _killing;
    private bool _isDoomed;

    private ChildProcess(IScriptRecords records)
    {
        try
        {
            _process = Process.Start(StartInfo())!;
        }
        catch (Win32Exception error)
        {
            _pipes.Dispose();
            throw NotStarted(error.Message);
        }

        Id = _process.Id;
        _process.StandardInput.Close();
        var output = new ChildOutput(line => records.Post(Information(line)), skipsStacks: false);
        _error = new ChildOutput(line => records.Post(Information(line)), skipsStacks: true);
        _drained = Task.WhenAll(output.Read(_process.StandardOutput), _error.Read(_process.StandardError));
    }

    internal int Id { get; }

    internal bool HasExited => _process.HasExited;

    internal FramePipe Items => _pipes.Items;

    /// <summary>Starts one and tells it what to run.</summary>
    /// <exception cref="BatchException"><c>WorkerProcessNotStarted</c>.</exception>
    internal static ChildProcess Start(ScriptOperation operation)
    {
        var child = new ChildProcess(operation.Records);
        try
        {
            child.Connect();
            child.Items.Send(FrameKind.Definition, operation, static (frame, what) => frame.PutDefinition(what));
            return child;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            string end = child.DescribeEnd();
            child.Dispose();
            throw NotStarted(end);
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    internal static BatchException NotStarted(string found) => new(
        "WorkerProcessNotStarted", FieldCategory.Environment, $"The worker process '{HostPowerShell.Find().Program}' did not come up: {found}");

    /// <summary>Asks it to stop a call, and kills it when it has not within a time. Never waits.</summary>
    internal void Cancel(long call, TimeSpan patience)
    {
        lock (_sparing)
        {
            _killing = new Timer(_ => KillUnlessSpared(), null, patience, Timeout.InfiniteTimeSpan);
        }

        try
        {
            _pipes.Control.Send(FrameKind.Cancel, call, static (frame, number) => frame.Write(number));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It is dead already; who waits for its answer sees so.
        }
    }

    /// <summary>Its call is over: takes back the end that a cancellation had in store for it.</summary>
    /// <returns>False when that was too late.</returns>
    internal bool TrySpare()
    {
        lock (_sparing)
        {
            _killing?.Dispose();
            _killing = null;
            return !_isDoomed;
        }
    }

    /// <summary>Kills it and what its blocks started.</summary>
    internal void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended, or what it started has.
        }

        ProcessGroup.KillGroupOf(Id);
    }

    /// <summary>How it ended, once its pipe is closed: exit code or signal, and the last lines of its error output.</summary>
    internal string DescribeEnd()
    {
        if (!_process.WaitForExit(ExitTime))
        {
            Kill();
            _process.WaitForExit(ExitTime);
        }

        _drained.Wait(DrainTime);
        string end = _process.HasExited ? ExitText(_process.ExitCode) : "it closed its pipe";
        return _error.Last is { Length: > 0 } last ? $"{end}. Its last error output:\n{last}" : $"{end}.";
    }

    /// <summary>Lets it end by itself after its last frame.</summary>
    internal void AwaitExit() => _process.WaitForExit(ExitTime);

    public void Dispose()
    {
        _killing?.Dispose();
        if (!_process.HasExited)
        {
            Kill();
            _process.WaitForExit(ExitTime);
        }

        _pipes.Dispose();
        _process.Dispose();
    }

    private void KillUnlessSpared()
    {
        lock (_sparing)
        {
            if (_killing is null)
            {
                return;
            }

            _isDoomed = true;
        }

        Kill();
    }

    private static string ExitText(int code) => OperatingSystem.IsWindows() || code is <= 128 or > 128 + 64
        ? string.Create(CultureInfo.InvariantCulture, $"exit code {code}")
        : string.Create(CultureInfo.InvariantCulture, $"exit code {code} (signal {code - 128})");

    private static InformationRecord Information(string line)
    {
        var record = new InformationRecord(new HostInformationMessage { Message = line }, "Start-Batch");
        record.Tags.Add("PSHOST");
        return record;
    }

    private void Connect()
    {
        using var limit = new CancellationTokenSource(StartTime);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => Cancel(limit);
        if (_process.HasExited)
        {
            limit.Cancel();
        }

        _pipes.Connect(limit.Token).GetAwaiter().GetResult();
    }

    private static void Cancel(CancellationTokenSource limit)
    {
        try
        {
            limit.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came up, and has ended since.
        }
    }

    private ProcessStartInfo StartInfo()
    {
        (string program, string[] arguments) = HostPowerShell.Find();
        string entry = typeof(ChildMain).FullName!;
        string command = $"[Reflection.Assembly]::LoadFrom({Quoted(typeof(ChildMain).Assembly.Location)}).GetType('{entry}').GetMethod("
            + $"'{nameof(ChildMain.Serve)}', [Reflection.BindingFlags] 'Static, NonPublic').Invoke($null, @({Quoted(_pipes.ItemsName)}, {Quoted(_pipes.ControlName)}))";
        return new ProcessStartInfo(program, [.. arguments, "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
