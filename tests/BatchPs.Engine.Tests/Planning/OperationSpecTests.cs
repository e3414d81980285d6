using System.Text.Json;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using Xunit;

namespace BatchPs.Engine.Tests.Planning;

public sealed class OperationSpecTests
{
    private static readonly OperationSpec Script = new()
    {
        Name = OperationSpec.ScriptBlock,
        Script = "{ one\n two }",
        Place = new ScriptPlace("/a.ps1", 3, 5, ["using namespace System.IO"]),
        Parts = [new ScriptPart(ScriptPartKind.Function, "Get-One", "function Get-One { 1 }", null)],
        Modules = [new ScriptModule("Words", "1.0", "/words")],
        Values = [new KeptValue(KeptValueKind.Using, "k", "$using:limit", "text", "h1", null), new KeptValue(KeptValueKind.Variable, "live", "$live", null, null, "System.IO.Stream")],
        ItemKey = "Id",
    };

    [Fact]
    public void Hash_OfAnOperationThatOlderJournalsHave_IsTheirs()
    {
        var old = new OperationSpec { Name = OperationSpec.ScriptBlock, Script = "{ 1 }", UsingValues = new SortedDictionary<string, string> { ["key"] = "value" } };

        Assert.Equal("c95cdbeabd07c537", old.Hash);
    }

    [Fact]
    public void Hash_PlaceKeyOrLineEndingsDiffer_IsTheSame()
    {
        OperationSpec other = Script with { Script = "{ one\r\n two }", Place = new ScriptPlace("/b.ps1", 9, 1, []), ItemKey = null, Values = [.. Script.Values.Reverse()] };

        Assert.Equal(Script.Hash, other.Hash);
        Assert.Empty(Script.DifferencesTo(other));
    }

    public static TheoryData<string, OperationSpec> Others => new()
    {
        { "the script block", Script with { Script = "{ other }" } },
        { "function Get-One", Script with { Parts = [Script.Parts[0] with { Text = "function Get-One { 2 }" }] } },
        { "function Get-One", Script with { Parts = [] } },
        { "the initialization script", Script with { Parts = [.. Script.Parts, new ScriptPart(ScriptPartKind.Initialization, "", "{ }", null)] } },
        { "the begin block", Script with { Parts = [.. Script.Parts, new ScriptPart(ScriptPartKind.Begin, "", "{ }", null)] } },
        { "module Words", Script with { Modules = [Script.Modules[0] with { Version = "1.1" }] } },
        { "$using:limit", Script with { Values = [Script.Values[0] with { Hash = "h2" }, Script.Values[1]] } },
        { "$live", Script with { Values = [Script.Values[0]] } },
    };

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void DifferencesTo_AnotherOperation_NamesWhatDiffers(string difference, OperationSpec other)
    {
        Assert.Equal([difference], Script.DifferencesTo(other));
        Assert.NotEqual(Script.Hash, other.Hash);
    }

    [Fact]
    public void Json_RoundTrip_KeepsAll()
    {
        var definition = new BatchDefinition { Operation = Script };

        OperationSpec read = JsonSerializer.Deserialize(JsonSerializer.Serialize(definition, JournalJson.Default.BatchDefinition), JournalJson.Default.BatchDefinition)!.Operation;

        Assert.Equal((Script.Hash, "Id", "/a.ps1", 3, 5), (read.Hash, read.ItemKey, read.Place!.File, read.Place.Line, read.Place.Column));
        Assert.Equal(Script.Place!.Usings, read.Place.Usings);
        Assert.Equal(Script.Parts, read.Parts);
        Assert.Equal(Script.Modules, read.Modules);
        Assert.Equal(Script.Values, read.Values);
    }

    [Fact]
    public void Json_OfAnOlderJournal_IsRead()
    {
        const string Old = """{"tags":[],"operation":{"name":"ScriptBlock","version":"","options":{},"script":"{ 1 }","usingValues":{"key":"value"}}}""";

        OperationSpec read = JsonSerializer.Deserialize(Old, JournalJson.Default.BatchDefinition)!.Operation;

        Assert.Equal(("{ 1 }", "value", null), (read.Script, read.UsingValues["key"], read.Place));
        Assert.Empty(read.Values);
        Assert.Empty(read.Parts);
        Assert.Empty(read.Modules);
    }
}
