using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using BatchPs.Engine.Results;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Journal;

/// <summary>What two runs are compared by, of one item: about 80 bytes, whatever its result holds. Texts stand for themselves by 64 bits of their hash; 0 is none.</summary>
internal readonly record struct ItemDigest
{
    /// <summary>Stands for the item's identity.</summary>
    internal required UInt128 Key { get; init; }

    internal required ItemStatus Status { get; init; }

    internal int Attempts { get; init; }

    /// <summary>Time spent on it, in seconds.</summary>
    internal double Seconds { get; init; }

    /// <summary>Stamp of its input; null when it is no file.</summary>
    internal FileStamp? Input { get; init; }

    internal ulong InputHash { get; init; }

    internal ulong OutputHash { get; init; }

    internal ulong Metrics { get; init; }

    internal ulong ErrorCode { get; init; }

    /// <summary>Takes of a result's record what is compared.</summary>
    internal static ItemDigest Read(JournalLine line)
    {
        var reader = new Utf8JsonReader(line.Json);
        UInt128 key = 0;
        long length = -1, ticks = 0;
        ulong inputHash = 0, outputHash = 0, metrics = 0, error = 0;
        double milliseconds = 0;
        int attempts = 0;
        var status = ItemStatus.NotRun;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            switch (name)
            {
                case [(byte)'p']: key = PathHash.Of(reader.GetString()!); break;
                case [(byte)'s']: status = (ItemStatus)reader.GetInt32(); break;
                case [(byte)'z']: length = reader.GetInt64(); break;
                case [(byte)'m']: ticks = reader.GetInt64(); break;
                case [(byte)'k']: inputHash = Hash(reader.ValueSpan); break;
                case [(byte)'h']: outputHash = Hash(reader.ValueSpan); break;
                case [(byte)'d']: milliseconds = reader.GetDouble(); break;
                case [(byte)'a']: attempts = reader.GetInt32(); break;
                case [(byte)'y']: metrics = Hash(Whole(line, ref reader)); break;
                case [(byte)'e']: error = ErrorCodeOf(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return new ItemDigest
        {
            Key = key, Status = status, Attempts = attempts, Seconds = milliseconds / 1000,
            Input = length < 0 ? null : new FileStamp(length, ticks), InputHash = inputHash, OutputHash = outputHash, Metrics = metrics, ErrorCode = error,
        };
    }

    private static ReadOnlySpan<byte> Whole(JournalLine line, ref Utf8JsonReader reader)
    {
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return line.Json[start..(int)reader.BytesConsumed];
    }

    private static ulong ErrorCodeOf(ref Utf8JsonReader reader)
    {
        ulong code = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (isCode)
            {
                code = Hash(reader.ValueSpan);
            }
            else
            {
                reader.Skip();
            }
        }

        return code;
    }

    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) | 1;
    }
}
