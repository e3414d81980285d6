using System.Text;
using System.Text.Json;

namespace BatchPs.Reliability.CrashStates;

/// <summary>What a journal's bytes say, read without the engine: lines that are not whole JSON are passed over.</summary>
internal sealed class JournalFacts
{
    private const int Succeeded = 0;
    private const int Failed = 1;

    private readonly List<(long Number, string Name, int Status, string? Code)> _results = [];
    private readonly Dictionary<string, HashSet<long>> _places = new(StringComparer.Ordinal);
    private long _barrier = -1;

    internal JournalFacts(byte[] bytes)
    {
        string[] lines = Encoding.UTF8.GetString(bytes).Split('\n');
        for (int at = 0; at < lines.Length - 1; at++)
        {
            if (TryParse(lines[at]) is { } record)
            {
                HasHeader |= at == 0 && record.GetProperty("t").GetString() == "h";
                Read(record);
            }
        }
    }

    /// <summary>Whether the first line is a whole header.</summary>
    internal bool HasHeader { get; }

    /// <summary>Whether the last execution has an end.</summary>
    internal bool HasEnded { get; private set; }

    /// <summary>Results of each item by its name, in their order; of finished ones only.</summary>
    internal ILookup<string, (long Number, string Name, int Status, string? Code)> Results => _results.ToLookup(result => result.Name);

    /// <summary>Places each item has in the run, by its name.</summary>
    internal IReadOnlyDictionary<string, HashSet<long>> Places => _places;

    /// <summary>Whether the last result before the last durable barrier.</summary>
    internal bool IsBehindBarrier(long number) => number <= _barrier;

    internal static string Say((long Number, string Name, int Status, string? Code) result) =>
        result.Status switch { Succeeded => "Succeeded", Failed => "Failed " + result.Code, _ => $"status {result.Status}" };

    private static JsonElement? TryParse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("c", out _) ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Read(JsonElement record)
    {
        switch (record.GetProperty("t").GetString())
        {
            case "i":
                Place(record);
                break;
            case "r":
                Place(record);
                if (record.GetProperty("s").GetInt32() is var status and (Succeeded or Failed))
                {
                    _results.Add((
                        record.GetProperty("n").GetInt64(), record.GetProperty("p").GetString()!, status,
                        record.TryGetProperty("e", out JsonElement error) ? error.GetProperty("code").GetString() : null));
                }

                break;
            case "b":
                _barrier = Math.Max(_barrier, record.GetProperty("b").GetInt64());
                break;
            case "o":
                HasEnded = false;
                break;
            case "e":
                HasEnded = record.GetProperty("end").GetProperty("state").GetString() == "Completed";
                break;
        }
    }

    private void Place(JsonElement record)
    {
        string name = record.GetProperty("p").GetString()!;
        if (!_places.TryGetValue(name, out HashSet<long>? places))
        {
            _places.Add(name, places = []);
        }

        places.Add(record.GetProperty("x").GetInt64());
    }
}
