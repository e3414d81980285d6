using System.Buffers;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Content quoted in a message: the first 1,000 bytes of it, so that no line can make a message of its own size.</summary>
internal static class Quotation
{
    private const int MaxBytes = 1000;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var end = MaxBytes;
        while (Rune.DecodeFromUtf8(utf8[end..], out _, out _) == OperationStatus.InvalidData)
        {
            end--;
        }

        return Encoding.UTF8.GetString(utf8[..end]) + "…";
    }
}
