using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>An item in the worker process; what is said about it goes to the host.</summary>
internal sealed class ChildItem : IItemContext
{
    private readonly FramePipe _host;
    private readonly int _place;
    private readonly Lock _reserving = new();
    private string? _reserved;

    internal ChildItem(BinaryReader frame, FramePipe host, int place, CancellationToken cancellation)
    {
        _host = host;
        _place = place;
        Cancellation = cancellation;
        Index = frame.ReadInt64();
        Name = frame.TakeText()!;
        Path = frame.TakeText();
        OutputPath = frame.TakeText();
        Length = frame.ReadInt64();
        Attempt = frame.ReadInt32();
        Value = frame.TakeValue();
    }

    public long Index { get; }

    public string Name { get; }

    public string? Path { get; }

    public string? OutputPath { get; }

    public object? Value { get; }

    public long Length { get; }

    public int Attempt { get; }

    public CancellationToken Cancellation { get; }

    public Stream OpenInput() => new FileStream(
        Path ?? throw new InvalidOperationException($"Item '{Name}' is not a file."), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    public Stream CreateOutput() => throw new NotSupportedException("A worker process reserves its output and writes to its path.");

    /// <summary>Asks the host, which places what stands there.</summary>
    public string ReserveOutput()
    {
        // The calls' own pipe: its reader waits for this call's end.
        lock (_reserving)
        {
            return _reserved ??= AskForOutput();
        }
    }

    public Stream CreateScratch() => throw new NotSupportedException("A worker process makes its own temporary files.");

    public void SetMetric(string name, double value) => _host.Send(FrameKind.Metric, (_place, name, value), static (frame, metric) =>
    {
        frame.Write(metric._place);
        frame.PutText(metric.name);
        frame.Write(metric.value);
    });

    public void SetFact(string name, string value) => _host.Send(FrameKind.Fact, (_place, name, value), static (frame, fact) =>
    {
        frame.Write(fact._place);
        frame.PutText(fact.name);
        frame.PutText(fact.value);
    });

    public void Report(ItemDiagnostic diagnostic) => _host.Send(FrameKind.Diagnostic, (_place, diagnostic), static (frame, found) =>
    {
        frame.Write(found._place);
        frame.PutDiagnostic(found.diagnostic);
    });

    public void ReportProgress(long done, long total) => _host.Send(FrameKind.Progress, (_place, done, total), static (frame, progress) =>
    {
        frame.Write(progress._place);
        frame.Write(progress.done);
        frame.Write(progress.total);
    });

    private string AskForOutput()
    {
        _host.Send(FrameKind.Reserve, _place, static (frame, place) => frame.Write(place));
        switch (_host.Receive(out BinaryReader answer))
        {
            case FrameKind.Reserved:
                return answer.TakeText()!;
            case FrameKind.Refused:
                ItemError refused = answer.TakeItemError();
                throw new BatchException(refused.Code, refused.Category, refused.Message, Name);
            default:
                throw new IOException("The host is gone.");
        }
    }
}
