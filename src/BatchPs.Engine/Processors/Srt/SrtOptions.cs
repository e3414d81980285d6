using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Which newline the output has.</summary>
internal enum NewlineChoice
{
    /// <summary>The one most lines of the input end with; LF on a tie.</summary>
    Auto,

    Lf,

    Crlf,
}

/// <summary>The processor's options, read once.</summary>
internal sealed record SrtOptions
{
    private const string AnyEncoding = "auto or an IANA name such as utf-8, windows-1250, utf-16";

    /// <summary>The names, defaults and values, for help and for checking.</summary>
    public static IReadOnlyList<ProcessorOption> Declared { get; } =
    [
        new("Encoding", "auto", AnyEncoding, "Encoding of the input; auto detects it."),
        new("FallbackEncoding", "windows-1252", "IANA names separated by commas",
            "Encodings tried, in this order, on a file that is neither UTF-8 nor UTF-16."),
        new("KeepBom", "false", "true, false", "Keeps the byte order mark of a file that has one."),
        new("Newline", "auto", "auto, lf, crlf", "Newline of the output; auto is the one most lines of the input end with."),
        new("Profile", nameof(ScoreProfile.Netflix), string.Join(", ", ScoreProfile.All.Select(p => p.Name)),
            "Thresholds of the quality score."),
    ];

    /// <summary>Encoding of every input; null detects it.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>What is tried when detection finds no Unicode encoding.</summary>
    public IReadOnlyList<Encoding> Fallbacks { get; init; } = [];

    /// <summary>Whether a byte order mark is kept.</summary>
    public bool KeepBom { get; init; }

    /// <summary>Newline of the output.</summary>
    public NewlineChoice Newline { get; init; }

    /// <summary>Thresholds of the score.</summary>
    public ScoreProfile Profile { get; init; } = ScoreProfile.Netflix;

    /// <summary>Reads the options; names and values are compared without case.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>.</exception>
    public static SrtOptions Parse(IReadOnlyDictionary<string, string> options)
    {
        var given = new Dictionary<string, string>(options, StringComparer.OrdinalIgnoreCase);
        string Value(string name) =>
            (given.GetValueOrDefault(name) ?? Declared.First(option => option.Name == name).Default).Trim();

        var encoding = Value("Encoding");
        var fallbacks = Value("FallbackEncoding");
        return new SrtOptions
        {
            Encoding = encoding.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Named("Encoding", encoding, encoding),
            Fallbacks = [.. fallbacks.Split(',').Select(name => Named("FallbackEncoding", name.Trim(), fallbacks))],
            KeepBom = bool.TryParse(Value("KeepBom"), out var keep) ? keep : throw Bad("KeepBom", Value("KeepBom")),
            Newline = Value("Newline").ToUpperInvariant() switch
            {
                "AUTO" => NewlineChoice.Auto,
                "LF" => NewlineChoice.Lf,
                "CRLF" => NewlineChoice.Crlf,
                _ => throw Bad("Newline", Value("Newline")),
            },
            Profile = ScoreProfile.All.FirstOrDefault(p => p.Name.Equals(Value("Profile"), StringComparison.OrdinalIgnoreCase))
                ?? throw Bad("Profile", Value("Profile")),
        };
    }

    private static Encoding Named(string option, string name, string value)
    {
        try
        {
            return (Encoding)(CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)).Clone();
        }
        catch (ArgumentException)
        {
            throw Bad(option, value);
        }
    }

    private static BatchException Bad(string option, string value) => BatchException.Invalid(
        "BadOptionValue",
        $"Option '{option}' of processor 'Srt' has the value '{value}'; expected {Declared.First(o => o.Name == option).Values}.",
        option);
}
