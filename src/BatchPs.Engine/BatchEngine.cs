using BatchPs.Engine.Comparing;
using BatchPs.Engine.Journal;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Assemblies;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Processors.Text;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;
using Microsoft.Extensions.Logging;

namespace BatchPs.Engine;

/// <summary>The engine: defines, plans, starts and resumes runs, and remembers them. Knows no front end.</summary>
public sealed class BatchEngine
{
    private const int MostEarlierRuns = 50;

    private readonly TimeProvider _time;
    private readonly string _stateDirectory;
    private readonly LocalStorage _storage;
    private readonly RunSummarizer _summarizer;

    /// <summary>An engine that remembers runs under a state directory.</summary>
    /// <param name="stateDirectory">Full path; made when it is first needed. See <see cref="Configuration.StateDirectory"/>.</param>
    /// <param name="processors">The processors there are; null for the built-in ones.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public BatchEngine(string stateDirectory, ProcessorCatalog? processors = null, TimeProvider? time = null)
        : this(stateDirectory, processors, time, new LocalStorage())
    {
    }

    /// <summary>The same, of a host with a log. A constructor of its own, so that a host that has none need not find its assembly: the module does not.</summary>
    /// <param name="stateDirectory">Full path; made when it is first needed.</param>
    /// <param name="processors">The processors there are; null for the built-in ones.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="loggers">The log, to which runs tell what they do and why: categories <c>BatchPs.Run</c>, <c>BatchPs.Items</c>, <c>BatchPs.Engine</c>.
    /// What is done with a run does not depend on it.</param>
    public BatchEngine(string stateDirectory, ProcessorCatalog? processors, TimeProvider? time, ILoggerFactory loggers)
        : this(stateDirectory, processors, time, new LocalStorage()) => Loggers = loggers;

    /// <summary>An engine whose writes, renames, syncs and deletes go through a given storage: a test's.</summary>
    internal BatchEngine(string stateDirectory, ProcessorCatalog? processors, TimeProvider? time, LocalStorage storage)
    {
        _storage = storage;
        _stateDirectory = stateDirectory;
        _time = time ?? TimeProvider.System;
        Processors = processors ?? new ProcessorCatalog([new SrtProcessor(), new TextProcessor()]);
        _summarizer = new RunSummarizer(Processors);
        Runs = new RunCatalog(Path.Combine(stateDirectory, "runs"), _storage, _time, _summarizer.Summarize);
    }

    /// <summary>The processors that are part of the program.</summary>
    public ProcessorCatalog Processors { get; }

    /// <summary>The runs there were.</summary>
    public RunCatalog Runs { get; }

    /// <summary>Loads the processors of an assembly, whose code then runs in this process with all rights of its user. Nothing else loads one but a
    /// request or a resume that names it, and the resume of a run of this user's own.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="BatchException"><c>AssemblyNotFound</c>, <c>AssemblyNotReadable</c>, <c>NotAnAssembly</c>; <c>NoProcessorInAssembly</c>: no public
    /// class in it is one; <c>ProcessorNotMade</c>: its constructor threw, or it has no name; <c>ProcessorNameTaken</c>: two have one name, or it is a
    /// built-in one's; <c>EngineMismatch</c>: it uses what this engine does not have; <c>AssemblyIncomplete</c>: a package of its own is missing.</exception>
    public ProcessorCatalog ProcessorsOf(string path) => LoadAssembly(AssemblyFile.Read(path)).Processors;

    /// <summary>The processor of a run that was defined or opened here.</summary>
    /// <param name="operation">The run's operation; no script block.</param>
    /// <exception cref="BatchException"><c>UnknownProcessor</c>: there is none of its name.</exception>
    public ProcessorInfo ProcessorOf(OperationSpec operation) => CatalogOf(operation)[operation.Name].Info;

    /// <summary>Checks a request and fills in what it leaves out.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="notices">What was chosen for the person, to be shown unless quiet.</param>
    /// <param name="cancellation">Ends the search for the first file.</param>
    /// <exception cref="BatchException">The request cannot be meant.</exception>
    public BatchDefinition Define(BatchRequest request, out IReadOnlyList<RunNotice> notices, CancellationToken cancellation = default)
    {
        var builder = Builder(request);
        BatchDefinition definition = builder.Build(cancellation);
        notices = builder.Notices;
        return definition;
    }

    /// <summary>Whether a request asks for a processor that only looks at the files and makes no output. False also where it cannot be meant: <see cref="Define"/> says why.</summary>
    public bool OnlyChecks(BatchRequest request) => Builder(request).OnlyChecks();

    /// <summary>Whether every diagnostic of a run is kept.</summary>
    public bool KeepsEveryDiagnostic(BatchDefinition definition) =>
        !definition.Operation.IsScript && CatalogOf(definition.Operation).Open(definition.Operation.Name, definition.Operation.Options).KeepsEveryDiagnostic;

    /// <summary>The plan of a definition. Nothing is written.</summary>
    /// <param name="definition">What is planned.</param>
    /// <param name="cancellation">Ends the search for files.</param>
    public BatchPlan Plan(BatchDefinition definition, CancellationToken cancellation = default)
    {
        var identification = new Identification(definition, TypesOf(definition));
        IEnumerable<BatchInput>? selected = definition.Selection is { } selection
            ? new Selector(selection, Pruned(definition)).Enumerate(cancellation).Select(BatchInput.Selected)
            : null;
        RunSummary? model = Runs.List(remember: false).FirstOrDefault(run => run.State == RunState.Completed && run.Operation == definition.Operation.Name && run.Processed > 0);
        return new BatchPlan(definition, identification, _storage, Earlier(definition), selected, model);
    }

    /// <summary>Starts a run. One by path finds its items itself; to another they are posted.</summary>
    /// <param name="definition">What is run.</param>
    /// <param name="script">The operation of a script block; null for a processor.</param>
    /// <param name="journalPath">Full path of the journal; null to keep it with the others.</param>
    /// <param name="telling">What it tells beside its results; null for the usual.</param>
    /// <param name="cancellation">Ends the search for files, before anything is recorded; the run itself is stopped by its own means.</param>
    /// <exception cref="BatchException">The run is refused before its first item: its destination cannot be written or is in use,
    /// there are too many items, two have one output, their types are mixed, or a file of its operation was changed since it was defined.</exception>
    public BatchExecution Start(
        BatchDefinition definition, IOperation? script = null, string? journalPath = null, RunTelling? telling = null, CancellationToken cancellation = default)
    {
        var opener = new RunOpener(this, _storage, _time);
        IOperation operation = OperationOf(definition.Operation, script);
        if (definition.Operation.DifferencesTo(definition.Operation with { Files = operation.Files }) is { Count: > 0 } differences)
        {
            throw BatchException.Invalid(
                "OperationChanged", $"The operation is not the one that was defined; what differs: {string.Join(", ", differences)}. Define the run again.", definition.Operation.Name);
        }

        BatchExecution execution = opener.Start(definition, operation, journalPath, telling ?? RunTelling.Usual, cancellation);
        execution.Begin();
        return execution;
    }

    /// <summary>Goes on with a run.</summary>
    /// <param name="request">Which run, and how.</param>
    /// <exception cref="BatchException"><c>RunIsLive</c>, <c>OperationChanged</c>; <c>AssemblyNotNamed</c>: the journal asks for an assembly and does not lie
    /// where this user keeps runs; what <see cref="ProcessorsOf"/> or the journal's reading says.</exception>
    public BatchExecution Resume(ResumeRequest request)
    {
        var opener = new RunResumer(this, _storage, _time);
        BatchExecution execution = opener.Resume(request);
        execution.Begin();
        return execution;
    }

    /// <summary>Repairs the journal of a run: cuts a torn tail, and rewrites one that is damaged, keeping it as it was. What is valid stays.</summary>
    /// <param name="journalPath">Full path.</param>
    /// <param name="whatIf">True to find out what would be done, and to change nothing.</param>
    /// <exception cref="BatchException"><c>RunIsLive</c>: the run is being executed; <c>JournalNotFound</c>, <c>JournalTooNew</c>;
    /// <c>JournalUnreadable</c>: it is beyond repair; <c>JournalNotWritable</c> or <c>DiskFull</c>: it is as it was.</exception>
    public JournalRepair Repair(string journalPath, bool whatIf = false) => new RunRepairer(this, _storage, _time).Repair(journalPath, whatIf);

    /// <summary>A run that a process of this user executes, to ask something of it.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="BatchException"><c>RunNotLive</c>: no process executes it; the message says how it ended.</exception>
    public LiveRun Live(RunSummary run) => new(Runs, _storage, run);

    /// <summary>The live run of a journal if it is suspended, so that it can be told to go on; null when it is not.</summary>
    /// <param name="journalPath">Full path.</param>
    public LiveRun? FindSuspended(string journalPath)
    {
        try
        {
            return RunLock.IsHeld(RunCatalog.LockPathOf(journalPath)) && Live(Runs.FindByJournal(journalPath)) is { IsSuspended: true } live ? live : null;
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or cannot be read: a resume says so.
            return null;
        }
    }

    /// <summary>The definition of a run, from its journal: what a front end needs to make its operation again. The operation is that of the last
    /// execution: a forced resume may have changed it.</summary>
    public static BatchDefinition DefinitionOf(string journalPath) => CurrentDefinition.Of(JournalHeader.Read(journalPath), journalPath);

    /// <summary>The results of a run in the order of its items, those without a final state included. Works while the run is live.</summary>
    /// <param name="run">The run.</param>
    /// <param name="tell">Told when the journal is damaged, so that results may be missing.</param>
    public static IEnumerable<BatchResult> Results(RunSummary run, Action<RunNotice>? tell = null)
    {
        using JournalState journal = JournalState.Load(run.JournalPath);
        if (journal.Condition is { IsCorrupt: true } found)
        {
            tell?.Invoke(new RunNotice(NoticeLevel.Warning, System.FormattableString.Invariant(
                $"The journal '{run.JournalPath}' is damaged (bad places: {found.Damage.Count}, records lost: {found.LostRecords}). Items whose result is lost are shown as NotRun; a repair names them, a resume runs them again.")));
        }

        for (int index = 0; index < journal.Count; index++)
        {
            if (journal.ReadResult(index, out _) is { } result)
            {
                yield return result;
            }
            else if (!journal.HasItem(index))
            {
                yield return new BatchResult
                {
                    RunId = run.RunId, Index = index, Name = System.FormattableString.Invariant($"#{index}"), Status = ItemStatus.NotRun, Reason = "RecordLost",
                };
            }
            else
            {
                JournaledItem item = journal.ReadItem(index);
                yield return new BatchResult
                {
                    RunId = run.RunId, Index = index, Name = item.Key, Status = ItemStatus.NotRun,
                    Path = item.IsFile ? item.Path ?? journal.Places.InputPath(item.Key, isFile: true) : null,
                };
            }
        }
    }

    /// <summary>How a run went over time: its executions, and the samples taken in them. Works while the run is live.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="BatchException"><c>JournalNotFound</c>, <c>JournalUnreadable</c> or <c>JournalTooNew</c>.</exception>
    public static RunTrace Trace(RunSummary run) => TraceReader.Read(run.JournalPath);

    /// <summary>What differs between two runs: item by item, matched by identity, and in all. Both may be of any operation and in any state.</summary>
    /// <param name="before">The run that was before.</param>
    /// <param name="after">The run that is compared with it.</param>
    /// <param name="options">What is taken for a change; null for the usual.</param>
    /// <param name="cancellation">Ends the reading of the journals.</param>
    /// <exception cref="BatchException"><c>JournalNotFound</c>, <c>JournalUnreadable</c> or <c>JournalTooNew</c>; <c>BadComparisonOption</c>.</exception>
    public static RunComparison Compare(RunSummary before, RunSummary after, ComparisonOptions? options = null, CancellationToken cancellation = default)
    {
        using var comparer = new RunComparer(before, after, options ?? new ComparisonOptions());
        return comparer.Compare(cancellation);
    }

    /// <summary>The newest earlier run to compare a run with; see <see cref="RunCatalog.PreviousOf"/>. Null when there is none.</summary>
    public RunSummary? PreviousOf(RunSummary run) => Runs.PreviousOf(run);

    /// <summary>How often its runs sync.</summary>
    internal PulseIntervals Pulse { get; init; } = PulseIntervals.Usual;

    /// <summary>What its runs see of the process and the machine.</summary>
    internal Running.Steering.MachineSenses Senses { get; init; } = Running.Steering.MachineSenses.Usual;

    /// <summary>The host's log; null when it has none.</summary>
    internal ILoggerFactory? Loggers { get; init; }

    internal RunSummarizer Summarizer => _summarizer;

    internal string LockDirectory => Path.Combine(_stateDirectory, "locks");

    internal IOperation OperationOf(OperationSpec spec, IOperation? script) => spec.IsScript
        ? script ?? throw BatchException.Invalid("ScriptNeedsPowerShell", "The run's operation is a script block, which only PowerShell can run: use Resume-Batch there.")
        : CatalogOf(spec).Open(spec.Name, spec.Options);

    internal IReadOnlyList<string> TypesOf(BatchDefinition definition) =>
        definition.PickedByType ? ProcessorOf(definition.Operation).Extensions : [];

    /// <summary>Loads an assembly whose file was read.</summary>
    /// <exception cref="BatchException">As <see cref="ProcessorsOf"/> says.</exception>
    internal ProcessorAssembly LoadAssembly(AssemblyFile file)
    {
        ProcessorAssembly loaded = ProcessorAssembly.Load(file);
        return loaded.Processors.All.FirstOrDefault(info => Processors.Has(info.Name)) is { } taken
            ? throw BatchException.Invalid(
                "ProcessorNameTaken", $"The processor '{taken.Name}' of '{file.Path}' has the name of a built-in one. Expected another name.", file.Path)
            : loaded;
    }

    private DefinitionBuilder Builder(BatchRequest request) => new(request, Processors, path => LoadAssembly(AssemblyFile.Read(path)), _stateDirectory);

    /// <summary>Whether a journal lies where this user keeps runs, so that what it says is the user's own word.</summary>
    internal bool IsOwn(string journalPath) => PathScope.IsInside(RealPath.Of(Path.GetFullPath(journalPath)), RealPath.Of(Runs.Directory));

    // Of an assembly that was loaded: to look it up loads nothing.
    private ProcessorCatalog CatalogOf(OperationSpec spec) => spec.Assembly is { } source ? ProcessorAssembly.Loaded(source).Processors : Processors;

    internal IReadOnlyList<string> Pruned(BatchDefinition definition) =>
        definition is { Destination: { } destination, InPlace: false } ? [destination, _stateDirectory] : [_stateDirectory];

    /// <summary>How fast earlier runs of a definition's operation went; null when there was none.</summary>
    internal Forecasting.EarlierPace? EarlierPace(BatchDefinition definition)
    {
        try
        {
            return Forecasting.EarlierPace.Of(Runs.Kept().Take(MostEarlierRuns), definition);
        }
        catch (Exception error) when (error is BatchException or IOException or UnauthorizedAccessException)
        {
            // An estimate is not worth a run.
            return null;
        }
    }

    internal Lazy<EarlierResults> Earlier(BatchDefinition definition) => new(() => EarlierResults.Open(Runs.List(remember: false), definition, _storage.BootId));
}

/// <summary>Which run goes on, and how.</summary>
public sealed record ResumeRequest
{
    /// <summary>Full path of its journal.</summary>
    public required string JournalPath { get; init; }

    /// <summary>What runs again.</summary>
    public ResumeMode Mode { get; init; }

    /// <summary>Whether the run goes on although its operation is another now; what that concerns runs again.</summary>
    public bool Force { get; init; }

    /// <summary>What the execution tells beside its results.</summary>
    public RunTelling Telling { get; init; } = RunTelling.Usual;

    /// <summary>Whether the front end posts the run's inputs again.</summary>
    public bool TakesInput { get; init; }

    /// <summary>Full path of the assembly that the run's processor is in; null to take the one that the journal names, which is done only for a
    /// journal where this user keeps runs.</summary>
    public string? ProcessorAssembly { get; init; }

    /// <summary>The operation of a script block; null for a processor.</summary>
    public IOperation? Script { get; init; }

    /// <summary>What <see cref="Script"/> does, for the comparison with what the journal keeps; null when it was made of that.</summary>
    public OperationSpec? Operation { get; init; }

    /// <summary>Makes a piped object of its kept text; null where the front end cannot. By a <see cref="FormatException"/> it says that this session
    /// cannot: the item then fails with <c>ValueNotRestored</c>, or waits for its input when that is given.</summary>
    public Func<SerializedValue, object?>? Restore { get; init; }

    /// <summary>Changes the settings that do not change what is done: workers, retries, durability. Null to keep the run's.</summary>
    public Func<Configuration.RunSettings, Configuration.RunSettings>? Adjust { get; init; }

    /// <summary>Time limit of this execution.</summary>
    /// <value>In seconds, 0 for none; null, the default, keeps the run's.</value>
    public double? RunTimeout { get; init; }
}
