using System.Collections.Specialized;
using System.Text.Json;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Results;

public sealed class OutputValueTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "null" },
        { true, "true" },
        { 42, "42" },
        { 1.5m, "1.5" },
        { double.NaN, "\"NaN\"" },
        { "é \"x\"", "\"é \\\"x\\\"\"" },
        { new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), "\"2026-01-02T00:00:00.0000000Z\"" },
        { DayOfWeek.Friday, "\"Friday\"" },
        { new object?[] { 1, null, new[] { "a" } }, "[1,null,[\"a\"]]" },
        { new OrderedDictionary { ["b"] = 1, ["a"] = new[] { 2 } }, "{\"b\":1,\"a\":[2]}" },
        { new Uri("https://example.org/"), "\"https://example.org/\"" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Json_AnyValue_IsJson(object? value, string json) => Assert.Equal(json, OutputValue.Json(value));

    [Fact]
    public void Json_ListThatHoldsItself_Ends()
    {
        var list = new List<object?>();
        list.Add(list);

        Assert.Equal("[[[[[[[[\"System.Collections.Generic.List`1[System.Object]\"]]]]]]]]", OutputValue.Json(list));
    }

    [Fact]
    public void Read_ObjectsAndLists_AreDictionariesAndArrays()
    {
        using var json = JsonDocument.Parse("""{"b":1,"a":[2,"x",null,5000000000]}""");

        var read = Assert.IsType<Dictionary<string, object?>>(OutputValue.Read(json.RootElement));

        Assert.Equal(["b", "a"], read.Keys);
        Assert.Equal([2, "x", null, 5_000_000_000], Assert.IsType<object?[]>(read["a"]));
    }
}
