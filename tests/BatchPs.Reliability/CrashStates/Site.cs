using System.Collections.Concurrent;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using BatchPs.Engine.Storage;

namespace BatchPs.Reliability.CrashStates;

/// <summary>A folder in which one scenario is recorded and all its crash states are built again, so that every path stays the same.</summary>
internal sealed class Site : IDisposable
{
    private const string Shared = "/dev/shm";
    private static readonly PulseIntervals s_quick = new(TimeSpan.FromMilliseconds(1), TimeSpan.Zero);
    private static readonly DateTime s_inputTime = new(2024, 5, 17, 8, 30, 0, DateTimeKind.Utc);

    private readonly BatchConfiguration _configuration;

    internal Site(Scenario scenario)
    {
        Scenario = scenario;
        Root = Directory.Exists(Shared)
            ? Path.Combine(Shared, "batchps-" + Path.GetRandomFileName())
            : Directory.CreateTempSubdirectory("batchps-").FullName;
        _configuration = BatchConfiguration.Load(Root, null, new Dictionary<string, string> { ["HOME"] = Root }, new Dictionary<string, string>
        {
            ["-MinimumFreeSpace"] = "0", ["-MaxRetry"] = "0", ["-ThrottleLimit"] = $"{scenario.Workers}", ["-Durability"] = $"{scenario.Durability}",
        });
        Directory.CreateDirectory(State);
        foreach (string name in Scenario.Names)
        {
            string path = Path.Combine(Inputs, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Scenario.Input(name));
            File.SetLastWriteTimeUtc(path, s_inputTime);
        }

        Before = DiskImage.Of(Root);
    }

    /// <summary>What is run here.</summary>
    internal Scenario Scenario { get; }

    internal string Root { get; }

    internal string Inputs => Path.Combine(Root, "in");

    internal string Outputs => Scenario.InPlace ? Inputs : Path.Combine(Root, "out");

    internal string State => Path.Combine(Root, "state");

    /// <summary>The folder before any run.</summary>
    internal DiskImage Before { get; }

    /// <summary>Begins a run, or goes on with the one of a journal, and waits for its end.</summary>
    /// <param name="journal">Full path of the journal; null to begin.</param>
    /// <param name="storage">Where it writes.</param>
    /// <returns>Its summary, and the items its operation was called for.</returns>
    internal (RunSummary Summary, IReadOnlyCollection<string> Ran) Run(string? journal, LocalStorage storage)
    {
        var operation = new AppendingOperation(Scenario, (storage as RecordingStorage)!);
        var engine = new BatchEngine(State, new ProcessorCatalog([operation]), null, storage) { Pulse = s_quick };
        using BatchExecution execution = journal is null
            ? engine.Start(engine.Define(Request(), out _))
            : engine.Resume(new ResumeRequest { JournalPath = journal, TakesInput = Scenario.IsPiped });
        if (Scenario.IsPiped)
        {
            Post(execution);
        }

        while (execution.WaitForResult(TimeSpan.FromSeconds(30)))
        {
            while (execution.TryTake(out _))
            {
            }
        }

        return (execution.WaitForEnd(), operation.Ran);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private BatchRequest Request() => new()
    {
        CurrentDirectory = Root,
        Configuration = _configuration,
        Processor = "Append",
        Selection = Scenario.IsPiped ? null : new Selection { LiteralPaths = [Inputs], Recurse = true },
        Root = Inputs,
        Destination = Scenario.InPlace ? null : Outputs,
        InPlace = Scenario.InPlace,
    };

    private void Post(BatchExecution execution)
    {
        foreach (string name in Scenario.Names)
        {
            var input = BatchInput.File(Path.Combine(Inputs, name));
            while (!execution.TryPost(input) && !execution.IsInputClosed)
            {
                execution.WaitForRoomOrResult(TimeSpan.FromSeconds(1));
            }
        }

        execution.EndInput(complete: true);
    }

    /// <summary>Writes its input and one line more, in three writes; fails the item the scenario says.</summary>
    private sealed class AppendingOperation(Scenario scenario, RecordingStorage? recorded) : IProcessor, IOperation, IOperationWorker
    {
        private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

        private readonly ConcurrentQueue<string> _ran = new();

        public ProcessorInfo Info { get; } = new("Append", "1", "Appends a line.", [".txt"], [], []);

        internal IReadOnlyCollection<string> Ran => _ran;

        public bool KeepsEveryDiagnostic => scenario.Tells;

        public IOperation Open(IReadOnlyDictionary<string, string> options) => this;

        public IOperationWorker CreateWorker() => this;

        public OperationOutcome Run(IItemContext item)
        {
            _ran.Enqueue(item.Name);
            if (scenario.PausesForBarriers && recorded is not null && item.Index % 3 == 2)
            {
                int before = recorded.Barriers;
                SpinWait.SpinUntil(() => recorded.Barriers > before, s_pause);
            }

            foreach (ItemDiagnostic told in scenario.Tells ? Scenario.Told(item.Name) : [])
            {
                item.Report(told);
            }

            if (scenario.Fails(item.Name))
            {
                return OperationOutcome.Failed(new ItemError("Broken", ErrorCategory.Format, $"'{item.Name}' is broken.", item.Path));
            }

            using var reader = new StreamReader(item.OpenInput());
            byte[] processed = System.Text.Encoding.UTF8.GetBytes(Scenario.Processed(reader.ReadToEnd()));
            using Stream output = item.CreateOutput();
            int third = processed.Length / 3;
            output.Write(processed, 0, third);
            output.Write(processed, third, third);
            output.Write(processed, 2 * third, processed.Length - (2 * third));
            return OperationOutcome.Succeeded();
        }

        public void Dispose()
        {
        }
    }
}
