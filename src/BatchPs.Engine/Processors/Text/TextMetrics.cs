namespace BatchPs.Engine.Processors.Text;

/// <summary>The numbers in the result of a text file. Corrections by kind are set only when there are any.</summary>
internal static class TextMetrics
{
    /// <summary>Lines written.</summary>
    public const string Lines = "lines";

    /// <summary>Corrections of all kinds; 0 when the output is the input.</summary>
    public const string Corrections = "corrections";

    /// <summary>1 when the file was decoded from another encoding.</summary>
    public const string Encoding = "corrections.encoding";

    /// <summary>Bytes, or halves of characters, that no character could be made of, each now U+FFFD.</summary>
    public const string Undecodable = "corrections.undecodable";

    /// <summary>Byte order marks removed or added.</summary>
    public const string Bom = "corrections.bom";

    /// <summary>Lines whose newline is another now.</summary>
    public const string Newline = "corrections.newline";

    /// <summary>Lines that ended with spaces or tabs which are gone.</summary>
    public const string TrailingSpace = "corrections.trailingSpace";

    /// <summary>1 when the last line got a newline.</summary>
    public const string FinalNewline = "corrections.finalNewline";

    public static IReadOnlyList<ProcessorMetric> Declared { get; } =
    [
        new(Lines, "lines", MetricTotal.Sum),
        .. new[] { Corrections, Encoding, Undecodable, Bom, Newline, TrailingSpace, FinalNewline }
            .Select(name => new ProcessorMetric(name, "corrections", MetricTotal.Sum)),
    ];
}
