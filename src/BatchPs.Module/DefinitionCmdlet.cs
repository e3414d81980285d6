using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using BatchPs.Module.Completion;
using BatchPs.Module.Inputs;
using BatchPs.Module.Scripts.Isolation;

namespace BatchPs.Module;

/// <summary>The parameters that define a run, and the request they make. Shared by Start-Batch and Test-Batch.</summary>
public abstract class DefinitionCmdlet : BlockCmdlet
{
    internal const string PathSet = "Path";
    internal const string LiteralPathSet = "LiteralPath";

    private static readonly string[] SettingParameters =
    [
        "ThrottleLimit", "ChunkSize", "MaxFileSize", "MaxItem", "MemoryLimit", "MaxLoad", "MaxRate", "ProgressInterval", "MaxRetry", "RetryDelay", "RetryBackoff",
        "RetryJitter", "MaxRetryDelay", "Incremental", "StopOnError", "Durability", "MinimumFreeSpace",
        "DiskFullWait",
    ];

    [Parameter(ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    public string? Filter { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    public string[] Include { get; set; } = [];

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    public string[] Exclude { get; set; } = [];

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter Recurse { get; set; }

    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateRange(0, int.MaxValue)]
    public int? Depth { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(ProcessorCompleter))]
    public string? Processor { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ProcessorAssembly { get; set; }

    [Parameter]
    [Alias("Option")]
    public Hashtable? Options { get; set; }

    [Parameter]
    public string? Root { get; set; }

    [Parameter]
    public string? Destination { get; set; }

    [Parameter]
    public SwitchParameter InPlace { get; set; }

    [Parameter]
    public SwitchParameter Overwrite { get; set; }

    [Parameter]
    [ValidateSet("Fail", "Suffix", "Skip")]
    public string OnCollision { get; set; } = "Fail";

    [Parameter]
    [ArgumentCompleter(typeof(ThrottleLimitCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ThrottleLimit { get; set; }

    [Parameter]
    public int ChunkSize { get; set; }

    [Parameter]
    public SwitchParameter Ordered { get; set; }

    [Parameter]
    public double ItemTimeout { get; set; }

    [Parameter]
    [ValidateRange(0, 604_800)]
    public int TimeoutSeconds { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MemoryLimitCompleter))]
    public int MemoryLimit { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MaxLoadCompleter))]
    public int MaxLoad { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MaxRateCompleter))]
    [ValidateNotNullOrEmpty]
    public string? MaxRate { get; set; }

    [Parameter]
    public int MinimumFreeSpace { get; set; }

    [Parameter]
    public int DiskFullWait { get; set; }

    [Parameter]
    public long MaxFileSize { get; set; }

    [Parameter]
    public long MaxItem { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(RetryCountCompleter))]
    public int MaxRetry { get; set; }

    [Parameter]
    public double RetryDelay { get; set; }

    [Parameter]
    public double RetryBackoff { get; set; }

    [Parameter]
    public bool RetryJitter { get; set; }

    [Parameter]
    public double MaxRetryDelay { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(RetryOnCompleter))]
    public string[] RetryOn { get; set; } = [];

    [Parameter]
    public string? MaxFailure { get; set; }

    [Parameter]
    public SwitchParameter StopOnError { get; set; }

    [Parameter]
    [ValidateSet("None", "SizeTime", "Content")]
    public string Incremental { get; set; } = "None";

    [Parameter]
    [ValidateSet("None", "Barrier", "Full")]
    public string Durability { get; set; } = "Barrier";

    [Parameter]
    public double ProgressInterval { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string? Name { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(TagCompleter))]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public string? ConfigurationPath { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ConfigurationProfile { get; set; }

    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Whether items are piped; else the engine finds them by path.</summary>
    private protected bool IsPiped => ParameterSetName == PipelineSet;

    /// <summary>Whether an object was piped, be it null; without a pipeline a cmdlet is called once, too.</summary>
    private protected bool HasInput => IsPiped && (InputObject is not null || MyInvocation.ExpectingInput);

    private protected InputReader Inputs => field ??= new InputReader(this, isScript: ScriptBlock is not null, ItemKey);

    /// <summary>The checked definition; what was chosen for the person is told.</summary>
    /// <param name="firstFile">Full path of the first piped file, which decides the root; null when there is none.</param>
    private protected BatchDefinition Define(string? firstFile)
    {
        BatchDefinition definition = Engine.Define(Request(firstFile), out IReadOnlyList<RunNotice> notices, Stopped);
        foreach (RunNotice notice in notices)
        {
            RunPump.Write(this, notice, Quiet);
        }

        if (Script is not null && ScriptIsolations.Of(definition) == ScriptIsolation.Process)
        {
            SentValues.ThrowIfUnfit(Script);
        }

        return definition;
    }

    private BatchRequest Request(string? firstFile) => new()
    {
        CurrentDirectory = CurrentDirectory,
        Configuration = Configure(ConfigurationPath, Settings(), ConfigurationProfile),
        Name = Name,
        Tags = Tag,
        Processor = Processor,
        ProcessorAssembly = ProcessorAssembly is null ? null : FullPath(ProcessorAssembly),
        Options = OptionTexts(),
        Script = Script is null ? null : Script.Spec with { Options = BlockOptions },
        Isolation = ScriptIsolations.Choose(Isolation, UseNewRunspace),
        Location = Session.Location,
        Selection = IsPiped ? null : SelectionOfPaths(),
        FirstFile = firstFile,
        Root = Root is null ? null : FullPath(Root),
        Destination = Destination is null ? null : FullPath(Destination),
        InPlace = InPlace,
        Overwrite = Overwrite,
        OnCollision = Enum.Parse<CollisionPolicy>(OnCollision, ignoreCase: true),
        Ordered = Ordered,
        ItemTimeout = ItemTimeout,
        RunTimeout = TimeoutSeconds,
        MaxFailure = MaxFailure,
        RetryOn = RetryOn,
    };

    private Dictionary<string, string> Settings() => SettingParameters
        .Where(MyInvocation.BoundParameters.ContainsKey)
        .ToDictionary(name => "-" + name, name => MyInvocation.BoundParameters[name] is SwitchParameter given
            ? given.ToBool().ToString()
            : Convert.ToString(MyInvocation.BoundParameters[name], CultureInfo.InvariantCulture)!);

    private SortedDictionary<string, string> OptionTexts()
    {
        var texts = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry option in Options ?? [])
        {
            object? value = option.Value is PSObject wrapped ? wrapped.BaseObject : option.Value;
            texts[Convert.ToString(option.Key, CultureInfo.InvariantCulture)!] = value is IEnumerable list and not string
                ? string.Join(',', list.Cast<object?>().Select(one => Convert.ToString(one, CultureInfo.InvariantCulture)))
                : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }

        return texts;
    }

    // The current location's name may have brackets; only what was typed is a wildcard.
    private string FullWildcard(string path)
    {
        string full = FullPath(path);
        return System.IO.Path.IsPathRooted(path) || path.StartsWith('~') || path.Contains("::", StringComparison.Ordinal) || SessionState.Path.IsPSAbsolute(path, out _)
            ? full
            : System.IO.Path.GetFullPath(System.IO.Path.Join(Selection.Literally(CurrentDirectory), path));
    }

    private Selection SelectionOfPaths() => new()
    {
        Paths = [.. Path.Select(FullWildcard)],
        LiteralPaths = [.. LiteralPath.Select(FullPath)],
        Filter = Filter,
        Include = Include,
        Exclude = Exclude,
        Recurse = Recurse || Depth is not null,
        Depth = Depth,
    };
}
