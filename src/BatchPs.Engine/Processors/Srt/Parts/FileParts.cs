using System.Runtime.InteropServices;
using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Divides a file's content into parts that can be worked on one after the other.</summary>
internal sealed class FileParts(DecodedPieces pieces, SrtLimits limits)
{
    private readonly ByteBuffer _pending = new();
    private readonly List<int> _pendingReplaced = [];
    private readonly List<int> _replaced = [];
    private int _wanted = limits.Part;

    /// <summary>Where in the last part decoding put U+FFFD.</summary>
    public IReadOnlyList<int> Replaced => _replaced;

    /// <summary>Appends the next part to a buffer.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="cut">Where it ends; null when the file does.</param>
    /// <returns>False when it is longer than a part may be.</returns>
    public bool TryNext(ByteBuffer output, out Cut? cut)
    {
        while (true)
        {
            var isAll = false;
            while (_pending.Length < _wanted && !isAll)
            {
                isAll = !pieces.TryAppend(_pending, _pendingReplaced);
            }

            var isTooLong = _pending.Length > limits.LargestPart;
            var isLast = isAll && !isTooLong;
            cut = isLast ? null : Cut.Last(_pending.Span);
            if (isLast || cut is not null)
            {
                Take(cut?.Offset ?? _pending.Length, output);
                return true;
            }

            if (isTooLong)
            {
                return false;
            }

            WantMore();
        }
    }

    /// <summary>Twice as much as there is, so that what has no place to cut is not looked through too often.</summary>
    private void WantMore() => _wanted = Math.Clamp(_pending.Length * 2, limits.Part, limits.LargestPart + 1);

    private void Take(int length, ByteBuffer output)
    {
        output.Append(_pending.Span[..length]);
        _pending.RemoveFirst(length);
        WantMore();

        var found = _pendingReplaced.BinarySearch(length);
        var count = found < 0 ? ~found : found;
        _replaced.Clear();
        _replaced.AddRange(CollectionsMarshal.AsSpan(_pendingReplaced)[..count]);
        _pendingReplaced.RemoveRange(0, count);
        foreach (ref var offset in CollectionsMarshal.AsSpan(_pendingReplaced))
        {
            offset -= length;
        }
    }
}
