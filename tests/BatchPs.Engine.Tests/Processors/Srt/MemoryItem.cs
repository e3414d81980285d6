using System.Text;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>An item in memory, and all that an operation told it.</summary>
internal sealed class MemoryItem(byte[] input) : IItemContext
{
    private Written? _output;

    public MemoryItem(string input)
        : this(Encoding.UTF8.GetBytes(input))
    {
    }

    public long Index => 0;

    public string Name => "talk.srt";

    public string? Path => null;

    public object? Value => null;

    public string? OutputPath => null;

    public string ReserveOutput() => throw new NotSupportedException("An item in memory has no path.");

    public long Length { get; init; } = input.Length;

    public int Attempt => 1;

    public CancellationToken Cancellation { get; init; }

    public Dictionary<string, double> Metrics { get; } = [];

    public Dictionary<string, string> Facts { get; } = [];

    public List<ItemDiagnostic> Diagnostics { get; } = [];

    public List<(long Done, long Total)> Progress { get; } = [];

    public Action<long, long> OnProgress { get; init; } = (_, _) => { };

    public OperationOutcome Outcome { get; private set; }

    public bool HasOutput => _output is not null;

    public byte[] OutputBytes => _output!.Bytes.ToArray();

    public string OutputText => new UTF8Encoding(false, true).GetString(OutputBytes);

    public static MemoryItem Run(string input, params (string Name, string Value)[] options) => new MemoryItem(input).Run(options);

    public static MemoryItem Run(byte[] input, params (string Name, string Value)[] options) => new MemoryItem(input).Run(options);

    /// <summary>Runs the processor; every diagnostic is told unless the options say otherwise.</summary>
    public MemoryItem Run(params (string Name, string Value)[] options)
    {
        var all = options.ToDictionary(o => o.Name, o => o.Value);
        all.TryAdd("Report", "Diagnostics");
        using var worker = new SrtProcessor().Open(all).CreateWorker();
        return Run(worker);
    }

    public MemoryItem Run(IOperationWorker worker)
    {
        Outcome = worker.Run(this);
        return this;
    }

    public Stream OpenInput() => new MemoryStream(input, writable: false);

    public Stream CreateOutput()
    {
        Assert.Null(_output);
        _output = new Written();
        return new Recorder(_output);
    }

    public int ScratchFiles { get; private set; }

    public Stream CreateScratch()
    {
        ScratchFiles++;
        return new MemoryStream();
    }

    public void SetFact(string name, string value) => Facts[name] = value;

    public void SetMetric(string name, double value) => Metrics[name] = value;

    public void Report(ItemDiagnostic diagnostic) => Diagnostics.Add(diagnostic);

    public void ReportProgress(long done, long total)
    {
        Progress.Add((done, total));
        OnProgress(done, total);
    }

    private sealed class Written
    {
        public List<byte> Bytes { get; } = [];
    }

    private sealed class Recorder(Written output) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                output.Bytes.AddRange(ToArray());
            }

            base.Dispose(disposing);
        }
    }
}
