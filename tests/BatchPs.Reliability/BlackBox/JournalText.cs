using System.Text;
using System.Text.Json;

namespace BatchPs.Reliability.BlackBox;

/// <summary>A journal as its documentation describes it, read without the engine: the valid records it begins with.</summary>
internal sealed class JournalText
{
    private const int ChecksumLength = 8;
    private static readonly byte[] s_beforeChecksum = Encoding.ASCII.GetBytes(",\"c\":\"");
    private static readonly uint[] s_table = [.. Enumerable.Range(0, 256).Select(Entry)];

    private JournalText(byte[] bytes)
    {
        Bytes = bytes;
        for (int start = 0, length; (length = bytes.AsSpan(start).IndexOf((byte)'\n')) >= 0; start += length + 1)
        {
            if (Parse(bytes.AsSpan(start, length), start) is not { } record || record.Sequence != Records.Count)
            {
                break;
            }

            Records.Add(record);
        }
    }

    internal byte[] Bytes { get; }

    /// <summary>Records from the start to the first place that is not one.</summary>
    internal List<JournalRecord> Records { get; } = [];

    /// <summary>Where the valid records end.</summary>
    internal int ValidEnd => Records.Count == 0 ? 0 : Records[^1].End;

    /// <summary>Whether there is nothing else in the file.</summary>
    internal bool IsWhole => ValidEnd == Bytes.Length;

    /// <summary>Whether it has its first record: without it there is no run to resume.</summary>
    internal bool HasHeader => Records is [{ Type: 'h' }, ..];

    /// <summary>Records of finished items, by the item's path.</summary>
    internal ILookup<string, JournalRecord> Results => Records.Where(record => record.Type == 'r').ToLookup(record => record.Text("p"));

    /// <summary>Whether the last execution has carried the run to its end.</summary>
    internal bool IsCompleted => Records.FindLast(record => record.Type is 'o' or 'e') is { Type: 'e' } end
        && end.Json.GetProperty("end").GetProperty("state").GetString() == "Completed";

    /// <summary>Reads a journal that may be written to meanwhile.</summary>
    internal static JournalText Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        return new JournalText(bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)]);
    }

    private static JournalRecord? Parse(ReadOnlySpan<byte> line, int offset)
    {
        int body = line.Length - s_beforeChecksum.Length - ChecksumLength - 2;
        if (body <= 0 || !line[body..].StartsWith(s_beforeChecksum) || !line.EndsWith("\"}"u8)
            || Encoding.ASCII.GetString(line.Slice(body + s_beforeChecksum.Length, ChecksumLength)) != $"{Checksum(line[..body]):x8}")
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(line.ToArray());
        JsonElement json = document.RootElement.Clone();
        return new JournalRecord(json.GetProperty("n").GetInt64(), json.GetProperty("t").GetString()![0], offset + line.Length + 1, json);
    }

    // CRC-32C, the polynomial reflected.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte value in bytes)
        {
            sum = s_table[(byte)(sum ^ value)] ^ sum >> 8;
        }

        return ~sum;
    }

    private static uint Entry(int value)
    {
        uint sum = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            sum = (sum & 1) != 0 ? sum >> 1 ^ 0x82F63B78 : sum >> 1;
        }

        return sum;
    }
}

/// <param name="End">Byte behind its newline.</param>
internal sealed record JournalRecord(long Sequence, char Type, int End, JsonElement Json)
{
    private const int Succeeded = 0;

    internal bool HasSucceeded => Type == 'r' && Number("s") == Succeeded;

    internal string Text(string name) => Json.GetProperty(name).GetString()!;

    internal long Number(string name) => Json.GetProperty(name).GetInt64();
}
