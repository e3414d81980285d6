namespace BatchPs.Engine.Processors;

/// <summary>What a processor is called and what it takes.</summary>
/// <param name="Name">Name for <c>-Processor</c>, for example <c>Srt</c>; compared without case.</param>
/// <param name="Version">Not empty. Changes when the same input may give another output: a resume is refused then, and an incremental run does all files again.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Extensions">File types it is picked for when a run names no processor, lower case with the dot: <c>.srt</c>; empty for none.</param>
/// <param name="Options">The options it takes.</param>
/// <param name="Metrics">The metrics it reports, in the order in which a summary shows them.</param>
public sealed record ProcessorInfo(
    string Name,
    string Version,
    string Description,
    IReadOnlyList<string> Extensions,
    IReadOnlyList<ProcessorOption> Options,
    IReadOnlyList<ProcessorMetric> Metrics)
{
    // Arrays: of the lists the compiler makes of [...], a script's [0] is the whole list.

    /// <summary>File types it is picked for, lower case with the dot: <c>.srt</c>.</summary>
    public IReadOnlyList<string> Extensions { get; } = Extensions.ToArray();

    /// <summary>The options it takes.</summary>
    public IReadOnlyList<ProcessorOption> Options { get; } = Options.ToArray();

    /// <summary>The metrics it reports.</summary>
    public IReadOnlyList<ProcessorMetric> Metrics { get; } = Metrics.ToArray();
}

/// <summary>One option of a processor.</summary>
/// <param name="Name">Name, compared without case.</param>
/// <param name="Default">Value when it is not given, as text.</param>
/// <param name="Values">Allowed values or range, in words for a message: <c>true, false</c>.</param>
/// <param name="Description">One sentence.</param>
public sealed record ProcessorOption(string Name, string Default, string Values, string Description)
{
    /// <summary>Whether the value is the path of a file; a relative one is made full from the current directory of whoever defines the run.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether a value that begins with <c>@</c> is that sign and the path of a file, made full in the same way.</summary>
    public bool MayBeFile { get; init; }

    /// <summary>A value with the path in it, when it has one, made full.</summary>
    internal string WithFullPath(string value, string directory)
    {
        string mark = MayBeFile ? "@" : "";
        string trimmed = value.Trim();
        return (IsFile || (MayBeFile && trimmed.StartsWith(mark, StringComparison.Ordinal))) && trimmed[mark.Length..].Trim() is { Length: > 0 } path
            ? mark + Path.GetFullPath(path, directory)
            : value;
    }
}
