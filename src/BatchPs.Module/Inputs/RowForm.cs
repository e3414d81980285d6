using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Inputs;

/// <summary>Objects of plain scalars, such as rows of a table, as a JSON array: the type names when they are not the usual two, then name and value of
/// each property. CLIXML would do, at ten times the cost an item.</summary>
internal static class RowForm
{
    private const string UsualName = "System.Management.Automation.PSCustomObject";

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    // What was added to an object and nothing of its type: its properties, when it is a row. Not public; without it no object is one.
    private static readonly Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>? OwnMembers =
        typeof(PSObject).GetProperty("InstanceMembers", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)?.GetMethod is { } getter
        && typeof(PSMemberInfoCollection<PSMemberInfo>).IsAssignableFrom(getter.ReturnType)
            ? getter.CreateDelegate<Func<PSObject, PSMemberInfoCollection<PSMemberInfo>>>()
            : null;

    /// <summary>The text of a row; false for everything else.</summary>
    internal static bool TryWrite(PSObject value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (OwnMembers is null || value.BaseObject is not PSCustomObject)
        {
            return false;
        }

        ArrayBufferWriter<byte> bytes = buffer ??= new();
        bytes.ResetWrittenCount();
        Utf8JsonWriter json = writer ??= new(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.Reset(bytes);
        json.WriteStartArray();
        WriteTypes(json, value);
        foreach (PSMemberInfo member in OwnMembers(value))
        {
            if (member is not PSNoteProperty note || !TryWrite(json, note))
            {
                return false;
            }
        }

        json.WriteEndArray();
        json.Flush();
        text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        return true;
    }

    internal static PSObject Read(string text)
    {
        using var row = JsonDocument.Parse(text);
        JsonElement[] parts = [.. row.RootElement.EnumerateArray()];
        var value = new PSObject();
        if (parts[0].ValueKind == JsonValueKind.Array)
        {
            value.TypeNames.Clear();
            foreach (JsonElement name in parts[0].EnumerateArray())
            {
                value.TypeNames.Add(name.GetString());
            }
        }

        for (int i = 1; i < parts.Length; i += 2)
        {
            value.Properties.Add(new PSNoteProperty(parts[i].GetString(), Read(parts[i + 1])));
        }

        return value;
    }

    private static void WriteTypes(Utf8JsonWriter json, PSObject value)
    {
        var names = value.TypeNames;
        if (names.Count == 2 && names[0] == UsualName)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    private static bool TryWrite(Utf8JsonWriter json, PSNoteProperty note)
    {
        object? value = note.Value is PSObject wrapped ? wrapped.BaseObject : note.Value;
        if (!IsWhole(note.Name))
        {
            return false;
        }

        json.WriteStringValue(note.Name);
        switch (value)
        {
            case null:
                json.WriteNullValue();
                return true;
            case string words when IsWhole(words):
                json.WriteStringValue(words);
                return true;
            case int number:
                json.WriteNumberValue(number);
                return true;
            case bool flag:
                json.WriteBooleanValue(flag);
                return true;
            case string:
                return false;
        }

        if (PipedValue.SerializeScalar(value) is not { } scalar || !IsWhole(scalar.Text))
        {
            return false;
        }

        json.WriteStartArray();
        json.WriteStringValue(scalar.Format);
        json.WriteStringValue(scalar.Text);
        json.WriteEndArray();
        return true;
    }

    // Half of a surrogate pair is no text to JSON: CLIXML keeps it.
    private static bool IsWhole(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return true;
        }

        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }

    private static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetInt32(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => PipedValue.Restore(new SerializedValue(value[1].GetString()!, value[0].GetString()!)),
    };
}
