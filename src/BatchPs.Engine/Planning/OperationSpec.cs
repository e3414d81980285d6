using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using BatchPs.Engine.Processors;

namespace BatchPs.Engine.Planning;

/// <summary>What is done to each item, as it is kept in the journal.</summary>
public sealed record OperationSpec
{
    /// <summary>Name shown for an operation that is a script block.</summary>
    public const string ScriptBlock = "ScriptBlock";

    private const string TheScript = "the script block";
    private const string TheAssembly = "the assembly";

    /// <summary>The processor's name, or <see cref="ScriptBlock"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The processor's version; empty for a script block.</summary>
    public string Version { get; init; } = "";

    /// <summary>Options as text by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>The assembly the processor comes from; null for a built-in one and for a script block.</summary>
    public OperationAssembly? Assembly { get; init; }

    /// <summary>Text of the script block with its braces; null for a processor.</summary>
    public string? Script { get; init; }

    /// <summary>Where the script block stands; null when that is not known.</summary>
    public ScriptPlace? Place { get; init; }

    /// <summary>Further script text the block needs, in the order in which it is run.</summary>
    /// <remarks>This list and the next two are null in journals that were written before there were such lists.</remarks>
    public IReadOnlyList<ScriptPart> Parts { get; init => field = value ?? []; } = [];

    /// <summary>Modules that each worker imports.</summary>
    public IReadOnlyList<ScriptModule> Modules { get; init => field = value ?? []; } = [];

    /// <summary>Values the block was given.</summary>
    public IReadOnlyList<KeptValue> Values { get; init => field = value ?? []; } = [];

    /// <summary>The files it works with beside its items; null in journals that were written before there were such files.</summary>
    public IReadOnlyList<OperationFile> Files { get; init => field = value ?? []; } = [];

    /// <summary>How the identity of a piped object is found, as the front end writes it; null when it is not. Does not change what is done.</summary>
    public string? ItemKey { get; init; }

    /// <summary>Values of <c>$using:</c> expressions by key, in journals that have no <see cref="Values"/>.</summary>
    public IReadOnlyDictionary<string, string> UsingValues { get; init; } = new SortedDictionary<string, string>();

    /// <summary>Whether the operation is a script block.</summary>
    [JsonIgnore]
    public bool IsScript => Script is not null;

    /// <summary>Equal for operations that do the same: a hash over name, version, options, the assembly's content, scripts, modules, values and the content
    /// of files. Line endings of scripts do not count, nor where a script, an assembly or a file stands. A value that has no hash of its own is taken for the same.</summary>
    [JsonIgnore]
    public string Hash
    {
        get
        {
            var text = new StringBuilder();
            Add(text, Name, Version, LineFeeds(Script ?? ""));
            IEnumerable<KeyValuePair<string, string>> options = Options.Where(option => Files.All(file => file.Option != option.Key));
            foreach ((string key, string value) in options.OrderBy(one => one.Key, StringComparer.Ordinal).Concat(UsingValues.OrderBy(one => one.Key, StringComparer.Ordinal)))
            {
                Add(text, key, value);
            }

            foreach ((string key, string value) in Particulars().Where(one => one.Key != TheScript).OrderBy(one => one.Key, StringComparer.Ordinal))
            {
                Add(text, key, value);
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))[..8]);
        }
    }

    /// <summary>What differs in another operation of the same kind, as it is shown to a person; empty when both do the same.</summary>
    public IReadOnlyList<string> DifferencesTo(OperationSpec other)
    {
        Dictionary<string, string> mine = Particulars();
        Dictionary<string, string> others = other.Particulars();
        return
        [
            .. mine.Keys.Concat(others.Keys).Distinct()
                .Where(name => mine.GetValueOrDefault(name) != others.GetValueOrDefault(name))
                .Order(StringComparer.Ordinal),
        ];
    }

    // By the name under which a difference is shown.
    private Dictionary<string, string> Particulars()
    {
        var particulars = new Dictionary<string, string>(StringComparer.Ordinal) { [TheScript] = LineFeeds(Script ?? "") };
        foreach (ScriptPart part in Parts)
        {
            particulars[part.Title] = LineFeeds(part.Text);
        }

        foreach (ScriptModule module in Modules)
        {
            particulars[$"module {module.Name}"] = module.Particular;
        }

        foreach (KeptValue value in Values)
        {
            particulars[value.Name] = value.Hash ?? "";
        }

        if (Assembly is not null)
        {
            particulars[TheAssembly] = Assembly.Hash;
        }

        foreach (OperationFile file in Files)
        {
            particulars[file.Option] = file.Hash;
        }

        return particulars;
    }

    private static string LineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);

    // Lengths keep "ab"+"c" and "a"+"bc" apart.
    private static void Add(StringBuilder text, params ReadOnlySpan<string> parts)
    {
        foreach (string part in parts)
        {
            text.Append(part.Length).Append(':').Append(part);
        }
    }
}
