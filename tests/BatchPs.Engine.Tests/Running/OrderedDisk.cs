using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Tests.Running;

/// <summary>The real disk, which looks at each sync of a journal whether the pieces of diagnostics are durable that its records name.</summary>
internal sealed partial class OrderedDisk : LocalStorage
{
    private readonly Lock _lock = new();
    private long _written;
    private long _durable;
    private long _named;
    private long _namedBeforeTrailer;

    /// <summary>Syncs of the journal whose records name pieces that were durable.</summary>
    internal int Covered { get; private set; }

    /// <summary>Those that name one that was not.</summary>
    internal int Uncovered { get; private set; }

    internal override void Write(SafeFileHandle file, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        base.Write(file, path, bytes, offset);
        lock (_lock)
        {
            if (path.EndsWith(".diagnostics", StringComparison.Ordinal))
            {
                _written = Math.Max(_written, offset + bytes.Length);
            }
            else if (path.EndsWith(".journal", StringComparison.Ordinal))
            {
                Look(Encoding.UTF8.GetString(bytes));
            }
        }
    }

    internal override void SyncData(SafeFileHandle file, string path)
    {
        lock (_lock)
        {
            if (path.EndsWith(".diagnostics", StringComparison.Ordinal))
            {
                _durable = _written;
            }
            else if (path.EndsWith(".journal", StringComparison.Ordinal) && _namedBeforeTrailer > 0)
            {
                Covered += _namedBeforeTrailer <= _durable ? 1 : 0;
                Uncovered += _namedBeforeTrailer <= _durable ? 0 : 1;
            }
        }
    }

    internal override void SyncFileSystem(string path)
    {
    }

    // What stands behind the trailer of a sync is another sync's to cover.
    private void Look(string records)
    {
        foreach (string record in records.Split('\n'))
        {
            foreach (Match piece in Pieces().Matches(record))
            {
                _named = Math.Max(_named, long.Parse(piece.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + long.Parse(piece.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
            }

            _namedBeforeTrailer = record.Contains("\"t\":\"g\"", StringComparison.Ordinal) ? _named : _namedBeforeTrailer;
        }
    }

    [GeneratedRegex("""\[(\d+),(\d+),"[0-9a-f]{8}"\]""")]
    private static partial Regex Pieces();
}
