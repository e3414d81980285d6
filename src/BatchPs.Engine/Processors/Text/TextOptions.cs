using System.Text;
using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Text;

/// <summary>What becomes of the byte order mark.</summary>
internal enum BomChoice
{
    Remove,
    Keep,
    Add,
}

/// <summary>Which newline the output has.</summary>
internal enum NewlineChoice
{
    /// <summary>LF or CRLF, whichever more lines of the input end with; LF on a tie.</summary>
    Auto,

    Lf,

    Crlf,

    /// <summary>Each line's own.</summary>
    Keep,
}

/// <summary>What becomes of spaces and tabs at the end of a line.</summary>
internal enum TrailingSpaceChoice
{
    Remove,
    Keep,

    /// <summary>Two or more spaces behind text, the hard line break of Markdown, become two; all others are removed.</summary>
    Markdown,
}

/// <summary>What becomes of a last line without a newline.</summary>
internal enum FinalNewlineChoice
{
    Add,
    Keep,
}

/// <summary>The processor's options, read once.</summary>
internal sealed record TextOptions
{
    /// <summary>The names, defaults and values, for help and for checking.</summary>
    public static IReadOnlyList<ProcessorOption> Declared { get; } =
    [
        new("Bom", "remove", "remove, keep, add", "The byte order mark at the start of the output; keep leaves one where the input has one."),
        new("Encoding", "auto", EncodingRules.AnyEncoding, "Encoding of the input; auto detects it."),
        new("FallbackEncoding", "windows-1252", "IANA names separated by commas",
            "Encodings tried, in this order, on a file that is neither UTF-8 nor UTF-16."),
        new("FinalNewline", "add", "add, keep", "A last line without a newline gets one, or stays as it is."),
        new("Newline", "auto", "auto, lf, crlf, keep",
            "Newline of the output; auto is LF or CRLF, whichever more lines of the input end with, keep leaves each line its own."),
        new("TrailingSpace", "remove", "remove, keep, markdown",
            "Spaces and tabs at the ends of lines; markdown leaves the two spaces that break a line there."),
    ];

    /// <summary>How the encoding of an input is found.</summary>
    public EncodingRules Encodings { get; init; } = new(null, [], "text");

    public BomChoice Bom { get; init; }

    public NewlineChoice Newline { get; init; }

    public TrailingSpaceChoice TrailingSpace { get; init; }

    public FinalNewlineChoice FinalNewline { get; init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>.</exception>
    public static TextOptions Parse(OptionValues values)
    {
        var encoding = values.Text("Encoding");
        return new TextOptions
        {
            Encodings = new EncodingRules(
                encoding.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Named("Encoding", encoding),
                [.. values.Text("FallbackEncoding").Split(',').Select(name => Named("FallbackEncoding", name.Trim()))],
                "text"),
            Bom = values.Choice<BomChoice>("Bom"),
            Newline = values.Choice<NewlineChoice>("Newline"),
            TrailingSpace = values.Choice<TrailingSpaceChoice>("TrailingSpace"),
            FinalNewline = values.Choice<FinalNewlineChoice>("FinalNewline"),
        };

        Encoding Named(string option, string name) => EncodingRules.Named(name) ?? throw values.Bad(option);
    }
}
