using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Storage;

/// <summary>The hash of a content: the first 128 bits of SHA-256, as 32 lower-case hexadecimal digits.</summary>
internal static class ContentHash
{
    private const int Bytes = 16;
    private const int BufferSize = 128 * 1024;

    internal static string Of(IncrementalHash hash)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..Bytes]);
    }

    internal static string OfFile(LocalStorage storage, string path)
    {
        using SafeFileHandle file = storage.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long at = 0;
            for (int read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
            {
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Of(hash);
    }
}
