using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchPs.Engine.Running;

/// <summary>What somebody asks of a live run: the content of the request file beside its journal.</summary>
internal sealed record RunRequest
{
    /// <summary>The version of the file's format that this version of BatchPs writes and reads.</summary>
    internal const int CurrentVersion = 1;

    /// <summary>The action that ends the run's execution.</summary>
    internal const string Stop = "stop";

    /// <summary>The action after which no further items begin.</summary>
    internal const string Suspend = "suspend";

    /// <summary>The action that ends a suspension.</summary>
    internal const string Resume = "resume";

    /// <summary>The action that changes settings and nothing else.</summary>
    internal const string Tune = "tune";

    /// <summary>Version of the format.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>What is asked for.</summary>
    public required string Action { get; init; }

    /// <summary>Of a stop: whether items in flight are cancelled at once.</summary>
    public bool Now { get; init; }

    /// <summary>Who asks, to be shown to a person.</summary>
    public required string By { get; init; }

    /// <summary>Settings to change before the action, as text by name: of a tune, and of a request that took a tune's place.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }

    /// <summary>Who asked for the settings, where that is another than <see cref="By"/>.</summary>
    public string? TunedBy { get; init; }

    /// <summary>This request, which waits, and a later one as one: of both the settings, of one setting the later value, and the action of the
    /// later one, unless that is none beside the settings.</summary>
    internal RunRequest With(RunRequest later)
    {
        RunRequest action = Outweighs(later) || later.Action == Tune ? this : later;
        if (Values is null && later.Values is null)
        {
            return action;
        }

        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in (Values ?? NoValues).Concat(later.Values ?? NoValues))
        {
            values[name] = value;
        }

        string tuner = later.Values is null ? TunedBy ?? By : later.TunedBy ?? later.By;
        return action with { Values = values, By = action.Action == Tune ? tuner : action.By, TunedBy = action.Action == Tune || tuner == action.By ? null : tuner };
    }

    /// <summary>Whether this request, which waits, must not be replaced by a later one: a run that is to stop has nothing more to do,
    /// and is not to stop later than was asked.</summary>
    internal bool Outweighs(RunRequest later) => Action == Stop && (Now || later.Action != Stop);

    private static IReadOnlyDictionary<string, string> NoValues { get; } = new Dictionary<string, string>();

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RunRequestJson.Default.RunRequest);

    /// <exception cref="JsonException">It is no request.</exception>
    internal static RunRequest FromJson(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, RunRequestJson.Default.RunRequest) ?? throw new JsonException("It is empty.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunRequest))]
internal sealed partial class RunRequestJson : JsonSerializerContext;
