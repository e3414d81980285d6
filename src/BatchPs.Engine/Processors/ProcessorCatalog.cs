namespace BatchPs.Engine.Processors;

/// <summary>The processors a run can name.</summary>
public sealed class ProcessorCatalog
{
    private readonly Dictionary<string, IProcessor> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly string? _assembly;

    /// <summary>A catalog of the given processors, which are part of the program.</summary>
    public ProcessorCatalog(IEnumerable<IProcessor> processors)
        : this(processors, null)
    {
    }

    /// <param name="processors">The processors.</param>
    /// <param name="assembly">Full path of the assembly they come from; null for those of the program.</param>
    internal ProcessorCatalog(IEnumerable<IProcessor> processors, string? assembly)
    {
        _assembly = assembly;
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
        : throw BatchException.Invalid("UnknownProcessor", $"There is no processor '{name}'{(_assembly is null ? "" : $" in '{_assembly}'")}.{Choices(name)}", name);

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
    /// <exception cref="BatchException"><c>UnknownProcessor</c>, <c>UnknownOption</c> or what the processor says of a value; <c>ProcessorNotOpened</c>:
    /// one of an assembly threw something else.</exception>
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

        return Open(processor, known);
    }

    /// <summary>Whether one has the name.</summary>
    internal bool Has(string name) => _byName.ContainsKey(name);

    // What another's code throws is no bug of the program.
    private IOperation Open(IProcessor processor, IReadOnlyDictionary<string, string> options)
    {
        try
        {
            return processor.Open(options);
        }
        catch (Exception error) when (_assembly is not null && error is not BatchException)
        {
            throw new BatchException(
                "ProcessorNotOpened", Results.ErrorCategory.Validation,
                $"Processor '{processor.Info.Name}' of '{_assembly}' could not be opened: {error.GetType().Name}: {error.Message}", processor.Info.Name, error);
        }
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
