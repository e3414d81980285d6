using BatchPs.Engine.Configuration;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Assemblies;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;

namespace BatchPs.Engine.Planning;

/// <summary>Makes a definition of a request: fills in what was left out, says what it chose, refuses what cannot be meant.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="builtIn">The processors of the program.</param>
/// <param name="load">Loads an assembly by its full path.</param>
/// <param name="stateDirectory">Full path; nothing is selected from it.</param>
internal sealed class DefinitionBuilder(BatchRequest request, ProcessorCatalog builtIn, Func<string, ProcessorAssembly> load, string stateDirectory)
{
    private const double LongestTimeout = EngineDefaults.LongestTimeLimit;

    private const int MostPlaces = 3;

    private readonly List<RunNotice> _notices = [];
    private (string Name, IOperation Operation)? _opened;

    /// <summary>What was chosen for the person.</summary>
    internal IReadOnlyList<RunNotice> Notices => _notices;

    /// <exception cref="BatchException">The request cannot be meant; the code says why.</exception>
    internal BatchDefinition Build(CancellationToken cancellation = default)
    {
        if (request.Script is not null && request.Processor is not null)
        {
            throw BatchException.Invalid("TwoOperations", $"A run has one operation; both the processor '{request.Processor}' and a script block were given.");
        }

        if (request is { Script: not null, ProcessorAssembly: { } assembly })
        {
            throw BatchException.Invalid("TwoOperations", $"A run has one operation; both the assembly '{assembly}' of a processor and a script block were given.", assembly);
        }

        if (request.Isolation is not null && request.Script is null)
        {
            throw BatchException.Invalid("IsolationNeedsScript", $"A processor needs no isolation, and '{request.Isolation}' was given; it is a script block's.", request.Isolation);
        }

        if (request.ItemTimeout is not (>= 0 and <= LongestTimeout))
        {
            throw BatchException.Invalid("BadItemTimeout", System.FormattableString.Invariant(
                $"The item time limit is {request.ItemTimeout} s; it takes 0 (none) to {LongestTimeout} s."));
        }

        if (request.RunTimeout is not (>= 0 and <= LongestTimeout))
        {
            throw BatchException.Invalid("BadRunTimeout", System.FormattableString.Invariant(
                $"The run's time limit is {request.RunTimeout} s; it takes 0 (none) to {LongestTimeout} s."));
        }

        string? first = request.FirstFile ?? FirstSelected(cancellation);
        bool isCheck = IsCheck(first);
        string? root = Root(first);
        string? destination = isCheck ? null : Destination(root);
        CheckPlaces(root, destination);
        OperationSpec operation = Operation(first);
        return new BatchDefinition
        {
            Name = request.Name,
            Tags = request.Tags,
            Operation = operation,
            PickedByType = request.Script is null && Named is null,
            Selection = request.Selection,
            Root = root,
            Destination = destination,
            InPlace = request.InPlace,
            Overwrite = request.Overwrite,
            OnCollision = request.OnCollision,
            Ordered = request.Ordered,
            Isolation = request.Isolation,
            Location = request.Script is null ? null : request.Location,
            ItemTimeout = request.ItemTimeout,
            RunTimeout = request.RunTimeout,
            MaxFailure = request.MaxFailure is { } limit ? FailureBudget.Parse(limit) : FailureBudget.Unlimited,
            RetryOn = request.RetryOn,
            Settings = Settings(),
        };
    }

    /// <summary>Whether the operation makes no output; false also where the request cannot be meant.</summary>
    internal bool OnlyChecks()
    {
        try
        {
            return request.Script is null && OnlyChecks(request.FirstFile ?? FirstSelected(default));
        }
        catch (BatchException)
        {
            return false;
        }
    }

    private RunSettings Settings()
    {
        RunSettings settings = request.Configuration.Settings;

        // A user's own code may not bear being run twice: it is retried only when that was asked for.
        return request.Script is not null && !request.Configuration.IsSet("max_retries") ? settings with { MaxRetries = 0 } : settings;
    }

    private ProcessorAssembly? Assembly => request is { ProcessorAssembly: { } path, Script: null } ? field ??= load(Path.GetFullPath(path, request.CurrentDirectory)) : null;

    private ProcessorCatalog Processors => Assembly?.Processors ?? builtIn;

    // The only one of an assembly is meant by it.
    private string? Named => request.Processor ?? (Assembly?.Processors.All.ToArray() is [{ } only] ? only.Name : null);

    private OperationSpec Operation(string? first)
    {
        if (request.Script is { } script)
        {
            return request.InPlace
                ? throw BatchException.Invalid("InPlaceNeedsProcessor", "A script block writes its own outputs; only a processor works in place.")
                : request.Options.Keys.FirstOrDefault() is { } option
                    ? throw BatchException.Invalid("OptionsNeedProcessor", $"Options are a processor's; a script block takes none, and '{option}' was given.", option)
                    : script;
        }

        string name = Named ?? PickByType(first);
        IOperation operation = Opened(name, out SortedDictionary<string, string> options);
        _notices.AddRange(operation.Warnings.Select(warning => new RunNotice(NoticeLevel.Warning, warning)));
        ProcessorInfo info = Processors[name].Info;
        TellWhichIsMeant(info.Name);
        return new OperationSpec
        {
            Name = info.Name, Version = info.Version, Assembly = Assembly?.SourceOf(info), Options = options, Files = operation.Files,
        };
    }

    private IOperation Opened(string name, out SortedDictionary<string, string> options)
    {
        ProcessorInfo info = Processors[name].Info;
        options = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string given, string value) in request.Options)
        {
            // As the processor writes it and without what is its default, so that "Mode" and "mode" are one operation, and "Mode=Repair" the same as none;
            // an unknown one is refused when it is opened.
            ProcessorOption? option = info.Options.FirstOrDefault(option => option.Name.Equals(given, StringComparison.OrdinalIgnoreCase));
            if (value != option?.Default)
            {
                options.Add(option?.Name ?? given, option?.WithFullPath(value, request.CurrentDirectory) ?? value);
            }
        }

        // Kept, so that the files it reads are read once.
        _opened = _opened is { } kept && kept.Name == name ? kept : (name, Processors.Open(name, options));
        return _opened.Value.Operation;
    }

    private void TellWhichIsMeant(string name)
    {
        if (request.Processor is null && Named is not null)
        {
            _notices.Add(new RunNotice(NoticeLevel.Information, $"Processor {name}, the only one in '{Assembly!.Path}'."));
        }
    }

    private string PickByType(string? first)
    {
        if (first is null)
        {
            throw BatchException.Invalid(
                "NoOperation",
                $"No operation was given, and there is no file{Searched()} whose type could choose one. "
                + $"Name a processor ({string.Join(", ", Processors.All.Select(info => info.Name))}) or give a script block.");
        }

        ProcessorInfo info = Processors.ForFile(first);
        _notices.Add(new RunNotice(NoticeLevel.Information, $"Processor {info.Name}, chosen by the file type '{Path.GetExtension(first)}'."));
        return info.Name;
    }

    // The places a person named, so that a mistyped or empty one is seen.
    private string Searched()
    {
        string[] places = request.Selection is { } selection ? [.. selection.LiteralPaths, .. selection.Paths] : [];
        return places.Length == 0 ? ""
            : $" in {string.Join(", ", places.Take(MostPlaces).Select(place => $"'{place}'"))}{(places.Length > MostPlaces ? " and others" : "")}"
                + (request.Selection!.Recurse ? "" : ", its subfolders left out,");
    }

    private string? FirstSelected(CancellationToken cancellation)
    {
        if (request.Selection is null)
        {
            return null;
        }

        string? destination = request.Destination ?? (request.Script is null ? EngineDefaults.Destination : null);
        return FirstSelected(destination, cancellation)
            ?? (request.Script is null && FirstSelected(null, cancellation) is { } inDestination && OnlyChecks(inDestination) ? inDestination : null);
    }

    private string? FirstSelected(string? destination, CancellationToken cancellation) =>
        new Selector(request.Selection!, Pruned(destination is null ? null : Full(destination)))
            .Enumerate(cancellation)
            .FirstOrDefault(file => file.Problem is null)
            .Path;

    /// <summary>Whether the operation makes no output; what was said of one is refused.</summary>
    private bool IsCheck(string? first)
    {
        if (request.Script is not null || !OnlyChecks(first))
        {
            return false;
        }

        string? needless = request.Destination is { } given ? $"the destination '{given}' was given: leave it out"
            : request.InPlace ? "a run in place was asked for: leave that out"
            : null;
        return needless is null
            ? true
            : throw BatchException.Invalid("NothingToWrite", $"With its options the processor only checks the files and writes nothing, and {needless}.", request.Destination);
    }

    // Without a name by the type of a file. What is wrong with name or options is said when the operation is made.
    private bool OnlyChecks(string? file)
    {
        try
        {
            string name = Named ?? (file is null ? "" : Processors.ForFile(file).Name);
            return !Opened(name, out _).MakesOutput;
        }
        catch (BatchException)
        {
            return false;
        }
    }

    /// <summary>Directories that are never selected from.</summary>
    private List<string> Pruned(string? destination) => destination is null || request.InPlace ? [stateDirectory] : [destination, stateDirectory];

    private string? Root(string? first)
    {
        if (request.Root is { } given)
        {
            string root = Full(given);
            return Directory.Exists(root)
                ? root
                : throw BatchException.Invalid("RootNotFound", $"The root '{root}' is not a directory that exists.", root);
        }

        if (first is null)
        {
            return request.Selection is null ? null : request.CurrentDirectory;
        }

        return PathScope.IsInside(first, request.CurrentDirectory) || OnlyDirectory() is not { } directory
            ? SelectionRoot.Find(request.CurrentDirectory, first)
            : directory;
    }

    // Siblings of the first item's directory would lie outside of it.
    private string? OnlyDirectory() =>
        NamedPaths().ToArray() is [{ } only] && Directory.Exists(only) ? Path.TrimEndingDirectorySeparator(only) : null;

    private IEnumerable<string> NamedPaths() => request.Selection is { } selection ? selection.Paths.Concat(selection.LiteralPaths) : [];

    private string? Destination(string? root)
    {
        if (request.InPlace)
        {
            return request.Destination is { } both
                ? throw BatchException.Invalid("InPlaceWithDestination", $"A run in place writes to the inputs themselves; the destination '{both}' cannot be meant too.")
                : root;
        }

        if (request.Destination is { } given)
        {
            return Full(given);
        }

        if (request.Script is not null)
        {
            return null;
        }

        string chosen = Full(EngineDefaults.Destination);
        _notices.Add(new RunNotice(NoticeLevel.Information, $"Outputs go to '{chosen}'."));
        return chosen;
    }

    private void CheckPlaces(string? root, string? destination)
    {
        if (root is null || destination is null || request.InPlace)
        {
            return;
        }

        // Named directories too: nothing is ever selected from the destination, so they would count as empty.
        string realDestination = RealPath.Of(destination);
        foreach (string source in NamedPaths().Where(Directory.Exists).Select(Path.TrimEndingDirectorySeparator).Append(root))
        {
            string realSource = RealPath.Of(source);
            if (string.Equals(realSource, realDestination, PathScope.Comparison))
            {
                throw BatchException.Invalid(
                    "DestinationIsSource", $"Source and destination are both '{source}'. Choose another destination, or run in place to replace the inputs.", destination);
            }

            if (PathScope.IsInside(realSource, realDestination))
            {
                throw BatchException.Invalid(
                    "SourceInsideDestination", $"The source '{source}' lies inside the destination '{destination}'; outputs would mix with inputs.", destination);
            }
        }
    }

    private string Full(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, request.CurrentDirectory));
}
