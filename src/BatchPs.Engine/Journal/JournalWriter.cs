using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>Appends records for many threads: each waits until its own record is in the file, and one write takes along all that have queued.</summary>
/// <remarks>Records are numbered and framed under one lock and written under another, so framing goes on while a write runs.</remarks>
internal sealed class JournalWriter : IDisposable
{
    /// <summary>Bytes after which a sync is due before its time.</summary>
    internal const int SyncBytes = 1 << 20;

    private readonly AppendFile _file;
    private readonly Lock _framing = new();
    private readonly Lock _writing = new();
    private readonly Lock _syncing = new();

    // Owned by _framing.
    private ByteBuffer _pending = new();
    private long _nextSequence;
    private byte[]? _preface;

    // Owned by _writing.
    private ByteBuffer _spare = new();
    private long _written;

    // Owned by _syncing.
    private long _syncedSequence;
    private long _syncedOffset;
    private IOException? _failedSync;
    private volatile bool _hasBacklog;

    // Ended the writing; no record is taken after it.
    private volatile Exception? _fault;

    /// <param name="file">The journal.</param>
    /// <param name="nextSequence">Number of the next record.</param>
    /// <param name="synced">Byte up to which an earlier execution synced it.</param>
    internal JournalWriter(AppendFile file, long nextSequence, long synced = 0)
    {
        _file = file;
        _nextSequence = _written = _syncedSequence = nextSequence;
        _syncedOffset = synced;
    }

    /// <summary>Set when <see cref="SyncBytes"/> were written since the last sync: the one who syncs need not wait for its time.</summary>
    internal ManualResetEventSlim Backlog { get; } = new();

    /// <summary>Asked before each write; <see cref="Abandon"/> is how it refuses.</summary>
    internal Action? Guard { get; set; }

    /// <summary>Syncs what the records name outside of the journal; called in each sync, when the records it covers are written.</summary>
    internal Action? SyncFirst { get; set; }

    /// <summary>Whether records were written that no sync has covered.</summary>
    internal bool IsDirty => Volatile.Read(ref _written) > Volatile.Read(ref _syncedSequence);

    /// <summary>Whether a write failed, or nothing may be written any more: a sync cannot write its trailer then, and has not failed itself.</summary>
    internal bool IsBroken => _fault is not null;

    /// <summary>Full path of the file.</summary>
    internal string Path => _file.Path;

    /// <summary>Whether the disk is too full for the reserve of <see cref="KeepReserve"/>; records are still taken while there is some left.</summary>
    internal bool IsShortOfSpace => _file.IsShort;

    /// <summary>Bytes that <see cref="KeepReserve"/> asked for; 0 where the file system cannot keep any.</summary>
    internal long ReserveBytes => _file.LeastReserve;

    /// <summary>From here on keeps disk space for so many bytes of records that are not written yet.</summary>
    internal void KeepReserve(long bytes)
    {
        lock (_writing)
        {
            _file.KeepReserve(bytes);
        }
    }

    /// <summary>Fills up the reserve.</summary>
    /// <returns>False when the disk is too full for it.</returns>
    internal bool TryReserve()
    {
        lock (_writing)
        {
            return _file.TryReserve(0);
        }
    }

    /// <summary>Appends one record and returns when it is in the file.</summary>
    /// <exception cref="IOException">The journal cannot be written; it takes no more.</exception>
    /// <returns>The record's ticket.</returns>
    internal long Append(ReadOnlySpan<byte> body)
    {
        long ticket = Queue(body);
        WriteUpTo(ticket);
        return ticket;
    }

    /// <summary>Numbers and frames a record without writing it.</summary>
    /// <returns>The ticket to give to <see cref="WriteUpTo"/>.</returns>
    internal long Queue(ReadOnlySpan<byte> body)
    {
        lock (_framing)
        {
            if (_preface is { } first)
            {
                JournalLine.Frame(_pending, _nextSequence++, first);
                _preface = null;
            }

            JournalLine.Frame(_pending, _nextSequence, body);
            return ++_nextSequence;
        }
    }

    /// <summary>Writes a record before the next one, whichever that is; never, when no other follows.</summary>
    internal void Preface(ReadOnlySpan<byte> body)
    {
        lock (_framing)
        {
            _preface = body.ToArray();
        }
    }

    /// <summary>Returns when all records up to a ticket are in the file.</summary>
    internal void WriteUpTo(long ticket)
    {
        lock (_writing)
        {
            Guard?.Invoke();
            if (_fault is { } fault)
            {
                throw new IOException(fault.Message, fault) { HResult = fault.HResult };
            }

            if (_written >= ticket)
            {
                return;
            }

            ByteBuffer batch;
            long upTo;
            lock (_framing)
            {
                (batch, _pending, upTo) = (_pending, _spare, _nextSequence);
            }

            try
            {
                _file.Append(batch.Written);
            }
            catch (Exception error)
            {
                _fault = error;
                throw;
            }

            batch.Clear();
            _spare = batch;
            _written = upTo;
            if (!_hasBacklog && _file.Length - Volatile.Read(ref _syncedOffset) >= SyncBytes)
            {
                _hasBacklog = true;
                Backlog.Set();
            }
        }
    }

    /// <summary>Writes a group trailer and makes everything up to it durable. A sync that failed once is never tried again;
    /// records are still taken, so that the run's end can say what happened.</summary>
    /// <returns>The trailer's sequence number.</returns>
    internal long Sync() => SyncUpTo(long.MaxValue);

    /// <summary>Like <see cref="Sync"/>, unless a sync has covered a ticket already.</summary>
    internal long SyncUpTo(long wanted)
    {
        lock (_syncing)
        {
            if (_syncedSequence >= wanted)
            {
                return _syncedSequence - 1;
            }

            if (_failedSync is { } failed)
            {
                throw new IOException(failed.Message, failed) { HResult = failed.HResult };
            }

            long ticket = Queue(JournalRecords.GroupTrailer(_syncedSequence, _nextSequence - 1, _syncedOffset));
            WriteUpTo(ticket);
            long offset = _file.Length;
            try
            {
                SyncFirst?.Invoke();
                _file.Sync();
            }
            catch (IOException error)
            {
                _failedSync = error;
                throw;
            }

            Volatile.Write(ref _syncedSequence, ticket);
            Volatile.Write(ref _syncedOffset, offset);
            _hasBacklog = false;
            return ticket - 1;
        }
    }

    /// <summary>Ends the writing because the journal is another's: nothing of the file is changed from here on.</summary>
    internal void Abandon(string why)
    {
        lock (_writing)
        {
            _fault ??= new IOException(why);
            _file.Abandon();
        }
    }

    /// <summary>Ends the writing: a worker that was left behind gets an <see cref="IOException"/> from here on.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            _fault ??= new IOException($"The journal '{_file.Path}' is closed.");
        }

        _file.Dispose();
        Backlog.Dispose();
    }
}
