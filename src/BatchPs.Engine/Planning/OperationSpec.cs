using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace BatchPs.Engine.Planning;

/// <summary>What is done to each item, as it is kept in the journal.</summary>
public sealed record OperationSpec
{
    /// <summary>Name shown for an operation that is a script block.</summary>
    public const string ScriptBlock = "ScriptBlock";

    /// <summary>The processor's name, or <see cref="ScriptBlock"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The processor's version; empty for a script block.</summary>
    public string Version { get; init; } = "";

    /// <summary>Options as text by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Text of the script block; null for a processor.</summary>
    public string? Script { get; init; }

    /// <summary>Values of the script block's <c>$using:</c> expressions, serialised by the front end, by expression.</summary>
    public IReadOnlyDictionary<string, string> UsingValues { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Whether the operation is a script block.</summary>
    [JsonIgnore]
    public bool IsScript => Script is not null;

    /// <summary>Equal for operations that do the same: a hash over name, version, options, script and its values.</summary>
    [JsonIgnore]
    public string Hash
    {
        get
        {
            var text = new StringBuilder();
            Add(text, Name, Version, Script ?? "");
            foreach ((string key, string value) in Options.OrderBy(one => one.Key, StringComparer.Ordinal).Concat(UsingValues.OrderBy(one => one.Key, StringComparer.Ordinal)))
            {
                Add(text, key, value);
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..8]);
        }
    }

    // Lengths keep "ab"+"c" and "a"+"bc" apart.
    private static void Add(StringBuilder text, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }
    }
}
