using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using BatchPs.Engine.Processors.Encodings;

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
internal sealed partial record SrtOptions
{
    /// <summary>The names, defaults and values, for help and for checking.</summary>
    public static IReadOnlyList<ProcessorOption> Declared { get; } =
    [
        new("Encoding", "auto", EncodingRules.AnyEncoding, "Encoding of the input; auto detects it."),
        new("FallbackEncoding", "windows-1252", "IANA names separated by commas",
            "Encodings tried, in this order, on a file that is neither UTF-8 nor UTF-16."),
        new("FillerWords", "", "words separated by commas, or @ and the path of a text file with one on each line",
            "Words and phrases that are taken out of the texts (F01).") { MayBeFile = true },
        new("Glossary", "", "path of a .csv, .yaml or .yml file", "Spellings and what replaces them (rule G01).") { IsFile = true },
        new("KeepBom", "false", "true, false", "Keeps the byte order mark of a file that has one."),
        new("Language", "auto", "auto, none, or a language tag such as ja, pt-BR, zh-Hans",
            "Language of the text, for the profile's speed and line length; auto tells ja, ko, zh, th, hi and ar by their script."),
        new("MinimumScore", "0", "0 to 100", "A file with a lower score fails with ScoreTooLow: as read with Mode=Check, else as written."),
        new("Mode", "Repair", "Repair, Check", "Check changes and writes nothing: it reports what would be corrected."),
        new("Newline", "auto", "auto, lf, crlf", "Newline of the output; auto is the one most lines of the input end with."),
        new("Profile", nameof(ScoreProfile.Netflix), string.Join(", ", ScoreProfile.All.Select(p => p.Name)),
            "Thresholds of the quality score."),
        new("Report", "Summary", "Summary, Diagnostics",
            "Diagnostics keeps every diagnostic and every correction of every file, with what stood there before and after."),
        new("Rules", "", "ids of opt-in rules or letters of groups, separated by commas: " + string.Join(", ", SrtRules.OptIn),
            "Opt-in rules that correct; the others only report."),
    ];

    /// <summary>Encoding of every input; null detects it.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>What is tried when detection finds no Unicode encoding.</summary>
    public IReadOnlyList<Encoding> Fallbacks { get; init; } = [];

    /// <summary>What rule F01 takes out; null when it is off.</summary>
    public FillerWords? FillerWords { get; init; }

    /// <summary>How the encoding of an input is found.</summary>
    public EncodingRules Encodings => new(Encoding, Fallbacks, "subtitle text");

    /// <summary>Whether a byte order mark is kept.</summary>
    public bool KeepBom { get; init; }

    /// <summary>Language of the text as <c>Language</c> gives it, in lower case: <c>auto</c>, <c>none</c> or a tag.</summary>
    public string Language { get; init; } = "auto";

    /// <summary>Lowest score that passes, 0 to 100.</summary>
    public double MinimumScore { get; init; }

    /// <summary>Whether nothing is written.</summary>
    public bool IsCheck { get; init; }

    /// <summary>Whether every diagnostic is kept.</summary>
    public bool KeepsEveryDiagnostic { get; init; }

    /// <summary>The opt-in rules that correct.</summary>
    public RuleSet Rules { get; init; }

    /// <summary>What rule G01 replaces; null without a glossary.</summary>
    public Glossary? Glossary { get; init; }

    /// <summary>Newline of the output.</summary>
    public NewlineChoice Newline { get; init; }

    /// <summary>Thresholds of the score.</summary>
    public ScoreProfile Profile { get; init; } = ScoreProfile.Netflix;

    /// <summary>Reads the options; names and values are compared without case.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>, <c>BadFillerWords</c>.</exception>
    public static SrtOptions Parse(IReadOnlyDictionary<string, string> options)
    {
        var given = new Dictionary<string, string>(options, StringComparer.OrdinalIgnoreCase);
        string Value(string name) =>
            (given.GetValueOrDefault(name) ?? Declared.First(option => option.Name == name).Default).Trim();

        bool Choice(string name, string no, string yes) =>
            Value(name).Equals(yes, StringComparison.OrdinalIgnoreCase)
            || (Value(name).Equals(no, StringComparison.OrdinalIgnoreCase) ? false : throw Bad(name, Value(name)));

        var glossary = GlossaryAt(Value("Glossary"));
        var encoding = Value("Encoding");
        var fallbacks = Value("FallbackEncoding");
        var fillers = FillerWords.Parse(Value("FillerWords"));
        var rules = RulesOf(Value("Rules"));
        rules = With(SrtRule.F01, fillers is not null, "takes out the words of option 'FillerWords'", rules);
        rules = With(SrtRule.G01, glossary is not null, "replaces the spellings of option 'Glossary'", rules);
        return new SrtOptions
        {
            Encoding = encoding.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Named("Encoding", encoding, encoding),
            Fallbacks = [.. fallbacks.Split(',').Select(name => Named("FallbackEncoding", name.Trim(), fallbacks))],
            FillerWords = fillers,
            KeepBom = bool.TryParse(Value("KeepBom"), out var keep) ? keep : throw Bad("KeepBom", Value("KeepBom")),
            Language = LanguageOf(Value("Language")),
            MinimumScore = double.TryParse(Value("MinimumScore"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var score)
                && score is >= 0 and <= 100 ? score : throw Bad("MinimumScore", Value("MinimumScore")),
            IsCheck = Choice("Mode", "Repair", "Check"),
            KeepsEveryDiagnostic = Choice("Report", "Summary", "Diagnostics"),
            Glossary = glossary,
            Rules = rules,
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

    private static Encoding Named(string option, string name, string value) => EncodingRules.Named(name) ?? throw Bad(option, value);

    private static Glossary? GlossaryAt(string path) => path.Length == 0 ? null
        : GlossaryFile.HasType(path) ? Glossary.Load(Path.GetFullPath(path)) : throw Bad("Glossary", path);

    private static string LanguageOf(string value) =>
        value.Equals("auto", StringComparison.OrdinalIgnoreCase) || value.Equals("none", StringComparison.OrdinalIgnoreCase)
            || LanguageTag().IsMatch(value)
            ? value.ToLowerInvariant()
            : throw Bad("Language", value);

    /// <summary>Language, script and region of BCP 47; no variants or extensions.</summary>
    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    private static RuleSet RulesOf(string value)
    {
        var rules = default(RuleSet);
        foreach (var id in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var named = SrtRules.OptIn.Where(rule => id.Length == 1
                ? SrtRules.Names[(int)rule].StartsWith(id, StringComparison.OrdinalIgnoreCase)
                : SrtRules.Names[(int)rule].Equals(id, StringComparison.OrdinalIgnoreCase)).ToList();
            rules = named.Count > 0 ? named.Aggregate(rules, (set, rule) => set.With(rule)) : throw Bad("Rules", value);
        }

        return rules;
    }

    /// <summary>The rules with one that is on when the option it works with is given.</summary>
    private static RuleSet With(SrtRule rule, bool isGiven, string what, RuleSet rules) =>
        isGiven ? rules.With(rule) : !rules.Has(rule) ? rules : throw BatchException.Invalid(
            "BadOptionValue", $"Option 'Rules' of processor 'Srt' has {rule}, which {what}; that one is empty.", "Rules");

    private static BatchException Bad(string option, string value) => BatchException.Invalid(
        "BadOptionValue",
        $"Option '{option}' of processor 'Srt' has the value '{value}'; expected {Declared.First(o => o.Name == option).Values}.",
        option);
}
