using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Journal;

/// <summary>Replaces a damaged journal by its valid records, numbered again without gaps, and keeps it under another name.</summary>
/// <remarks>A crash at any moment leaves the old journal or the new one; what it leaves beside it the next repair removes.</remarks>
internal sealed class JournalRewrite(LocalStorage storage, JournalState journal, DateTimeOffset now)
{
    private const int WriteAt = 1 << 20;

    private readonly ByteBuffer _buffer = new();
    private readonly List<int> _gaps = [];
    private List<JournalPlace> _kept = [];
    private long _written;
    private long _next;

    /// <summary>Does it.</summary>
    /// <param name="found">What was found; it is recorded at the journal's end.</param>
    /// <returns>Full path of the journal as it was.</returns>
    /// <exception cref="IOException">Something of it failed; the journal is as it was.</exception>
    internal string Replace(JournalRepair found)
    {
        // A link stays one; what it leads to is replaced.
        string path = File.ResolveLinkTarget(journal.Path, returnFinalTarget: true)?.FullName ?? journal.Path;
        string directory = Path.GetDirectoryName(path)!;
        string temp = TempName.ForJournal(journal.Header.RunId, path);
        storage.Delete(temp);
        JournalBackup.DeleteSecondNames(storage, path);
        string backup = JournalBackup.NewName(path, now);
        try
        {
            using (SafeFileHandle file = storage.CreateNew(temp))
            {
                Write(file, temp, found, Path.GetFileName(backup));
                storage.SyncData(file, temp);
            }

            storage.CopyRights(path, temp);
            storage.ReplaceKeeping(temp, path, backup);
        }
        catch
        {
            storage.Delete(temp);
            throw;
        }

        storage.SyncDirectory(directory);
        return backup;
    }

    private void Write(SafeFileHandle file, string temp, JournalRepair found, string backup)
    {
        _kept = JournalIndex.Of(journal.Path, journal.Condition.Records);
        if (!journal.HasHeader)
        {
            Frame(JournalRecords.RebuiltHeader(journal.Header));
        }

        long expected = _next;
        for (int i = 0; i < _kept.Count; i++)
        {
            // What is lost may have been the opening of an execution: the place stays marked.
            if (_kept[i].Sequence > expected)
            {
                _gaps.Add(i);
                Frame(JournalRecords.Missing(_kept[i].Sequence - expected));
            }

            expected = _kept[i].Sequence + 1;
            journal.Read(_kept[i], Add);
            if (_buffer.Length >= WriteAt)
            {
                Flush(file, temp);
            }
        }

        Frame(JournalRecords.Quarantine(found, backup, now));
        Flush(file, temp);
    }

    private void Add(JournalLine line)
    {
        switch (line.Type)
        {
            case 'o':
                Frame(JournalRecords.MovedOpening(line, _written + _buffer.Length));
                break;
            case 'g':
                // The whole file is synced before it gets its name.
                (long first, long last) = RecordReader.Group(line);
                Frame(JournalRecords.GroupTrailer(NewNumber(first - 1) + 1, NewNumber(last), _written + _buffer.Length));
                break;
            case 'b':
                Frame(JournalRecords.Barrier(NewNumber(RecordReader.Barrier(line))));
                break;
            default:
                JournalLine.FrameFields(_buffer, _next++, line.Fields);
                break;
        }
    }

    private void Frame(ReadOnlySpan<byte> body) => JournalLine.Frame(_buffer, _next++, body);

    /// <summary>The new number of the last record that is kept up to an old number; -1 when there is none.</summary>
    private long NewNumber(long old)
    {
        int low = 0;
        for (int high = _kept.Count; low < high;)
        {
            int middle = (low + high) / 2;
            (low, high) = _kept[middle].Sequence <= old ? (middle + 1, high) : (low, middle);
        }

        int gap = _gaps.BinarySearch(low - 1);
        return low - 1 + (gap < 0 ? ~gap : gap + 1) + (journal.HasHeader ? 0 : 1);
    }

    private void Flush(SafeFileHandle file, string temp)
    {
        storage.Write(file, temp, _buffer.Written, _written);
        _written += _buffer.Length;
        _buffer.Clear();
    }
}
