using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatchPs.Engine.Results;

/// <summary>A value a script block put out, as JSON: text, numbers, truth and null as they are, dictionaries as objects, lists as arrays,
/// anything else as its text.</summary>
internal static class OutputValue
{
    private const int MostLevels = 8;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Json(object? value) => Json(value, MostLevels);

    internal static object? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number when json.TryGetInt32(out int small) => small,
        JsonValueKind.Number when json.TryGetInt64(out long whole) => whole,
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Array => json.EnumerateArray().Select(Read).ToArray(),
        _ => json.EnumerateObject().DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => Read(one.Value)),
    };

    private static string Json(object? value, int levels) => value switch
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
        string text => Quote(text),
        IDictionary table when levels > 0 => Join('{', '}', table.Keys.Cast<object>().Select(key => $"{Quote(key.ToString() ?? "")}:{Json(table[key], levels - 1)}")),
        IList list when levels > 0 => Join('[', ']', list.Cast<object?>().Select(one => Json(one, levels - 1))),
        _ => Quote(value.ToString() ?? ""),
    };

    private static string Join(char first, char last, IEnumerable<string> parts) =>
        new StringBuilder().Append(first).AppendJoin(',', parts).Append(last).ToString();

    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
