using System.Text;
using System.Text.Unicode;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>The bytes of a file that is in memory.</summary>
internal readonly ref struct BytesInMemory(ReadOnlySpan<byte> bytes) : IFileBytes
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public long Length => _bytes.Length;

    public ReadOnlySpan<byte> Head => _bytes;

    public long Zeros => _bytes.Count((byte)0);

    public long FirstZero => _bytes.IndexOf((byte)0);

    public long FirstNonAscii => _bytes.IndexOfAnyInRange((byte)0x80, (byte)0xFF);

    public bool IsUtf8 => Utf8.IsValid(_bytes);

    public bool IsDamagedUtf8
    {
        get
        {
            var tally = default(Utf8Tally);
            tally.Add(_bytes, isLast: true);
            return tally.Valid >= tally.Invalid;
        }
    }

    public long FirstUndefined(Encoding encoding) => Math.Min(new UndefinedBytes(encoding).Find(_bytes, isLast: true), _bytes.Length - 1L);

    public byte At(long offset) => _bytes[(int)offset];
}
