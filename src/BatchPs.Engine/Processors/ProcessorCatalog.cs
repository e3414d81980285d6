namespace BatchPs.Engine.Processors;

/// <summary>The processors a run can name.</summary>
public sealed class ProcessorCatalog
{
    private readonly Dictionary<string, IProcessor> _byName = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A catalog of the given processors.</summary>
    public ProcessorCatalog(IEnumerable<IProcessor> processors)
    {
        foreach (IProcessor processor in processors)
        {
            _byName.Add(processor.Info.Name, processor);
        }
    }

    /// <summary>All of them, by name.</summary>
    public IEnumerable<ProcessorInfo> All => _byName.Values.Select(one => one.Info).OrderBy(one => one.Name, StringComparer.Ordinal);

    /// <summary>A processor by name.</summary>
    /// <exception cref="BatchException"><c>UnknownProcessor</c>: none has the name.</exception>
    public IProcessor this[string name] => _byName.TryGetValue(name, out IProcessor? processor)
        ? processor
        : throw BatchException.Invalid("UnknownProcessor", $"There is no processor '{name}'.{Choices(name)}", name);

    /// <summary>The processor for a file's type.</summary>
    /// <exception cref="BatchException"><c>NoProcessorForType</c>: no processor takes files of the type.</exception>
    public ProcessorInfo ForFile(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return All.FirstOrDefault(info => info.Extensions.Contains(extension))
            ?? throw BatchException.Invalid(
                "NoProcessorForType",
                $"No processor takes files of type '{extension}' ('{Path.GetFileName(path)}'). Name one: {Names()}; or give a script block.",
                path);
    }

    /// <summary>Opens a processor after its option names were checked.</summary>
    /// <exception cref="BatchException"><c>UnknownProcessor</c>, <c>UnknownOption</c> or what the processor says of a value.</exception>
    public IOperation Open(string name, IReadOnlyDictionary<string, string> options)
    {
        IProcessor processor = this[name];
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string value) in options)
        {
            ProcessorOption option = processor.Info.Options.FirstOrDefault(one => one.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
                ?? throw BatchException.Invalid(
                    "UnknownOption",
                    $"Processor '{processor.Info.Name}' has no option '{key}'.{Suggest(key, processor.Info.Options.Select(one => one.Name))}",
                    key);
            known[option.Name] = value;
        }

        return processor.Open(known);
    }

    private string Choices(string name) => Suggest(name, All.Select(info => info.Name));

    private string Names() => string.Join(", ", All.Select(info => info.Name));

    private static string Suggest(string given, IEnumerable<string> known)
    {
        string[] names = [.. known];
        string? nearest = Configuration.NearestName.Of(given, names);
        return names.Length == 0 ? " It takes none."
            : nearest is null ? $" Known: {string.Join(", ", names)}."
            : $" Did you mean '{nearest}'? Known: {string.Join(", ", names)}.";
    }
}
