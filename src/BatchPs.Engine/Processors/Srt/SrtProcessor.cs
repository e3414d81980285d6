namespace BatchPs.Engine.Processors.Srt;

/// <summary>Reads, repairs and scores SubRip subtitles and writes them as UTF-8.</summary>
public sealed class SrtProcessor : IProcessor
{
    /// <inheritdoc/>
    public ProcessorInfo Info { get; } = new(
        "Srt", "1", "Repairs the structure of SubRip subtitles and scores their quality; never changes a word or a valid time.",
        [".srt"], SrtOptions.Declared, SrtMetrics.Declared);

    /// <inheritdoc/>
    public IOperation Open(IReadOnlyDictionary<string, string> options) => new SrtOperation(SrtOptions.Parse(options));
}
