using System.Buffers;
using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>Looks for bytes that a code page has no character for, piece by piece.</summary>
/// <remarks>The in-box code pages give a C1 control for an undefined byte instead of an error.</remarks>
internal sealed class UndefinedBytes
{
    private const int BlockBytes = 16 * 1024;

    private static readonly SearchValues<char> Undefined =
        SearchValues.Create([.. Enumerable.Range(0x80, 0x20).Select(c => (char)c), '\uFFFD']);

    private readonly Encoding _strict;
    private readonly Decoder _decoder;
    private readonly char[] _chars;
    private long _length;

    public UndefinedBytes(Encoding encoding)
    {
        _strict = (Encoding)encoding.Clone();
        _strict.DecoderFallback = new DecoderReplacementFallback("\uFFFD");
        _decoder = _strict.GetDecoder();
        _chars = new char[_strict.GetMaxCharCount(BlockBytes)];
    }

    /// <summary>Where the first one is, counted from the first piece; -1 when this piece ends none.</summary>
    public long Find(ReadOnlySpan<byte> bytes, bool isLast)
    {
        do
        {
            var block = bytes[..Math.Min(bytes.Length, BlockBytes)];
            bytes = bytes[block.Length..];
            var chars = _chars.AsSpan(0, _decoder.GetChars(block, _chars, isLast && bytes.IsEmpty));
            if (chars.IndexOfAny(Undefined) is >= 0 and var bad)
            {
                return _length + _strict.GetByteCount(chars[..bad]);
            }

            _length += _strict.GetByteCount(chars);
        }
        while (!bytes.IsEmpty);

        return -1;
    }
}
