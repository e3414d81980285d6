using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace BatchPs.Engine.Selecting;

/// <summary>128 bits that stand for a path, so that a million of them fit in little memory.</summary>
internal static class PathHash
{
    /// <summary>The first half of SHA-256 over the UTF-16 text, upper-cased where file names ignore case.</summary>
    public static UInt128 Of(string path)
    {
        string text = PathScope.IgnoresCase ? path.ToUpperInvariant() : path;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
