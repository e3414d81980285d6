using System.Text.Json;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A diagnostic as a JSON object, with the same names in reports and on the command line.</summary>
public static class DiagnosticJson
{
    /// <summary>Writes one object with the item it is of.</summary>
    public static void Write(Utf8JsonWriter writer, BatchResult result, ItemDiagnostic diagnostic)
    {
        writer.WriteStartObject();
        writer.WriteString("file", result.Name);
        writer.WriteString("path", result.Path);
        writer.WriteNumber("line", diagnostic.Line);
        writer.WriteNumber("column", diagnostic.Column);
        writer.WriteNumber("cue", diagnostic.Cue);
        writer.WriteString("rule", diagnostic.Rule);
        writer.WriteString("severity", diagnostic.Severity.ToString());
        writer.WriteBoolean("fixed", diagnostic.Fixed);
        writer.WriteString("before", diagnostic.Before);
        writer.WriteString("after", diagnostic.After);
        writer.WriteString("message", diagnostic.Message);
        writer.WriteEndObject();
    }
}
