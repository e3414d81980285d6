using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchPs.Engine.Results;

/// <summary>A value a script block put out, as JSON: text, numbers, truth and null as they are, anything else as its text.</summary>
internal static class OutputValue
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Json(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        double number when !double.IsFinite(number) => Quote(number.ToString(CultureInfo.InvariantCulture)),
        float number when !float.IsFinite(number) => Quote(number.ToString(CultureInfo.InvariantCulture)),
        byte or sbyte or short or ushort or int or uint or long or ulong or decimal or double or float =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        DateTime time => Quote(time.ToString("O", CultureInfo.InvariantCulture)),
        DateTimeOffset time => Quote(time.ToString("O", CultureInfo.InvariantCulture)),
        IFormattable formattable => Quote(formattable.ToString(null, CultureInfo.InvariantCulture)),
        _ => Quote(value.ToString() ?? ""),
    };

    internal static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number when json.TryGetInt32(out int small) => small,
        JsonValueKind.Number when json.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        _ => json.GetRawText(),
    };

    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
