using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>A diagnostic as an array: <c>[rule, severity, line, column, cue, fixed, message]</c>, and <c>before, after</c> when one of them is told.</summary>
internal static class DiagnosticLine
{
    private const int WithoutChange = 7;

    internal static void Write(Utf8JsonWriter json, ItemDiagnostic diagnostic)
    {
        json.WriteStartArray();
        json.WriteStringValue(diagnostic.Rule);
        json.WriteNumberValue((int)diagnostic.Severity);
        json.WriteNumberValue(diagnostic.Line);
        json.WriteNumberValue(diagnostic.Column);
        json.WriteNumberValue(diagnostic.Cue);
        json.WriteBooleanValue(diagnostic.Fixed);
        json.WriteStringValue(diagnostic.Message);
        if (diagnostic.Before is not null || diagnostic.After is not null)
        {
            json.WriteStringValue(diagnostic.Before);
            json.WriteStringValue(diagnostic.After);
        }

        json.WriteEndArray();
    }

    internal static ItemDiagnostic Read(JsonElement one)
    {
        bool isChange = one.GetArrayLength() > WithoutChange;
        return new ItemDiagnostic(
            one[0].GetString()!, (DiagnosticSeverity)one[1].GetInt32(), one[2].GetInt64(), one[3].GetInt32(),
            one[4].GetInt32(), one[5].GetBoolean(), one[6].GetString()!)
        {
            Before = isChange ? one[WithoutChange].GetString() : null,
            After = isChange ? one[WithoutChange + 1].GetString() : null,
        };
    }

    /// <summary>Reads the UTF-8 of one line.</summary>
    internal static ItemDiagnostic Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        return Read(JsonElement.ParseValue(ref reader));
    }
}
