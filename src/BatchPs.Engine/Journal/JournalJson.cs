using System.Text.Json.Serialization;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Journal;

/// <summary>How the larger parts of records are written as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BatchDefinition))]
[JsonSerializable(typeof(OperationSpec))]
[JsonSerializable(typeof(ExecutionEnd))]
[JsonSerializable(typeof(RunSample))]
[JsonSerializable(typeof(ItemError))]
internal sealed partial class JournalJson : JsonSerializerContext;
