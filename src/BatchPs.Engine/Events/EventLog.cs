using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Events;

/// <summary>A file that gets a JSON object a line, written by a thread of its own: who posts an event does not wait for the disk.</summary>
/// <remarks>A log that cannot be written any more says so once, and takes nothing from then on.</remarks>
internal sealed class EventLog : IDisposable
{
    private const int MostQueued = 4096;
    private const int WrittenAtOnce = 64 * 1024;

    // Beyond every end of a file: readers never meet it.
    private const long LockedByte = long.MaxValue - 1;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<string, bool> s_open = new(StringComparer.Ordinal);

    private readonly string _path;
    private readonly Stream _file;
    private readonly Channel<QueuedEvent> _queue = Channel.CreateBounded<QueuedEvent>(new BoundedChannelOptions(MostQueued) { SingleReader = true });
    private readonly JsonRow _json = new();
    private readonly Thread _thread;
    private readonly MemoryStream _lines = new();
    private readonly TimeSpan _patience;
    private volatile bool _isBroken;
    private int _told;
    private int _ends;
    private Action<string>? _tell;
    private long _sequence;

    private EventLog(string path, Stream file, TimeSpan patience)
    {
        _path = path;
        _file = file;
        _patience = patience;
        _thread = new Thread(WriteAll) { IsBackground = true, Name = "BatchPs events" };
    }

    /// <summary>Opens a log to be appended to; a last line that was cut off is ended.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="patience">How long a file may take nothing before it is given up; 5 seconds where it is not said.</param>
    /// <exception cref="BatchException"><c>EventLogNotWritable</c>; <c>EventLogInUse</c>: a live run writes to it.</exception>
    internal static EventLog Open(string path, TimeSpan? patience = null)
    {
        if (!IsDevice(path) && !s_open.TryAdd(path, true))
        {
            throw InUse(path);
        }

        FileStream? file = null;
        try
        {
            bool isCutOff = IsCutOff(path);
            file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Claim(file, path);
            if (isCutOff)
            {
                file.Write("\n"u8);
            }

            return new EventLog(path, file, patience ?? LongestWait);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException or BatchException)
        {
            file?.Dispose();
            s_open.TryRemove(path, out _);
            throw error as BatchException
                ?? new BatchException("EventLogNotWritable", ErrorCategory.Environment, $"The event log '{path}' cannot be opened for appending: {error.Message} No run was started.", path, error);
        }
    }

    /// <summary>Begins to write.</summary>
    /// <param name="tell">Told once why the log cannot be written any more; called by any thread.</param>
    internal void Begin(Action<string> tell)
    {
        _tell = tell;
        _thread.Start();
    }

    /// <summary>Adds an event. Waits only while thousands are queued.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="write">Writes its members, on the log's thread.</param>
    internal void Post(DateTimeOffset at, Action<Utf8JsonWriter, long> write)
    {
        var queued = new QueuedEvent(at, write);
        while (!_isBroken && !_queue.Writer.TryWrite(queued))
        {
            Task<bool> room = _queue.Writer.WaitToWriteAsync().AsTask();
            if (!room.Wait(_patience))
            {
                Break(TookNothing);
            }
            else if (!room.Result)
            {
                return;
            }
        }
    }

    /// <summary>Writes what is queued and closes the file.</summary>
    public void Dispose()
    {
        _queue.Writer.TryComplete();
        if (_thread.IsAlive && !_thread.Join(_patience))
        {
            // A file that takes nothing must not keep the run from its end: its thread closes it, when it can.
            Break(TookNothing);
            CloseAsSecond();
            return;
        }

        Close();
    }

    private string TookNothing => System.FormattableString.Invariant($"it took nothing for {_patience.TotalSeconds:0} s.");

    private void WriteAll()
    {
        try
        {
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                // What has come meanwhile goes out in one write.
                while (_lines.Length < WrittenAtOnce && _queue.Reader.TryRead(out QueuedEvent next))
                {
                    Format(next);
                }

                if (!_isBroken)
                {
                    _file.Write(_lines.GetBuffer(), 0, (int)_lines.Length);
                }

                _lines.SetLength(0);
            }
        }
        catch (Exception error)
        {
            Break(error.Message);
        }

        CloseAsSecond();
    }

    private void Format(QueuedEvent next)
    {
        long sequence = ++_sequence;
        _json.Write(_lines, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("time", ReportJson.Text(next.At));
            next.Write(writer, sequence);
            writer.WriteEndObject();
        });
        _lines.WriteByte((byte)'\n');
    }

    private void Break(string why)
    {
        _isBroken = true;
        if (Interlocked.Exchange(ref _told, 1) == 0)
        {
            _queue.Writer.TryComplete();
            _tell?.Invoke($"The event log '{_path}' cannot be written any more and ends here; the run goes on: {why}");
        }
    }

    // Where nobody waits for the thread any more, who comes last closes.
    private void CloseAsSecond()
    {
        if (Interlocked.Increment(ref _ends) == 2)
        {
            Close();
        }
    }

    private void Close()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException error)
        {
            Break(error.Message);
        }

        _json.Dispose();
        s_open.TryRemove(_path, out _);
    }

    // Also against other processes; where the system has no such locks, only against this one.
    private static void Claim(FileStream file, string path)
    {
        if (!file.CanSeek || IsDevice(path) || OperatingSystem.IsMacOS() || OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() || OperatingSystem.IsMacCatalyst() || OperatingSystem.IsFreeBSD())
        {
            return;
        }

        try
        {
            file.Lock(LockedByte, 1);
        }
        catch (IOException)
        {
            throw InUse(path);
        }
    }

    // What keeps nothing, or is read by somebody at once, may be given to any number of runs.
    private static bool IsDevice(string path) =>
        !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static bool IsCutOff(string path)
    {
        var found = new FileInfo(path);
        if (IsDevice(path) || !found.Exists || found.Length == 0 || (found.Attributes & (FileAttributes.Normal | FileAttributes.Archive | FileAttributes.ReadOnly)) == 0)
        {
            return false;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }

    private static BatchException InUse(string path) => new(
        "EventLogInUse", ErrorCategory.Environment, $"The event log '{path}' is being written by a live run. Give each run a log of its own. No run was started.", path);

    private readonly record struct QueuedEvent(DateTimeOffset At, Action<Utf8JsonWriter, long> Write);
}
