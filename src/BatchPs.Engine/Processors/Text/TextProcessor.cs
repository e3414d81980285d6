namespace BatchPs.Engine.Processors.Text;

/// <summary>Normalises encoding, newlines and spaces at the ends of lines of text files; never changes anything else.</summary>
public sealed class TextProcessor : IProcessor
{
    /// <inheritdoc/>
    public ProcessorInfo Info { get; } = new(
        "Text", "1", "Writes text files as UTF-8 with one newline style and without spaces at the ends of lines; never changes anything else.",
        [".txt"], TextOptions.Declared, TextMetrics.Declared);

    /// <inheritdoc/>
    public IOperation Open(IReadOnlyDictionary<string, string> options) => new TextOperation(TextOptions.Parse(new OptionValues(Info, options)));
}
