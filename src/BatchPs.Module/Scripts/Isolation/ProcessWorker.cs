using System.Globalization;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using FieldCategory = BatchPs.Engine.Results.ErrorCategory;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>A worker whose items run in a process of their own. It is replaced when it died or had to be killed.</summary>
internal sealed class ProcessWorker(Func<ChildProcess> start, int memoryMb, IScriptRecords records) : IChunkWorker
{
    private const int MostStarts = 3;

    // Shorter than the engine waits before it leaves a thread behind.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    private ChildProcess? _child;
    private MemoryCap? _memory;
    private bool _isReady;
    private long _number;

    public bool IsSpent => !_isReady;

    public void Enclose(Action loop, CancellationToken stop)
    {
        Prepare(stop);
        loop();
        if (_isReady)
        {
            Finish(stop);
        }
    }

    public OperationOutcome Run(IItemContext item) => Call([item], isChunk: false)[0];

    public IReadOnlyList<OperationOutcome> RunChunk(IReadOnlyList<IItemContext> items) => Call(items, isChunk: true);

    public void Dispose()
    {
        _memory?.Dispose();
        _child?.Dispose();
    }

    private OperationOutcome[] Call(IReadOnlyList<IItemContext> items, bool isChunk)
    {
        // The time limit of an item is that of the call.
        CancellationToken cancellation = items[0].Cancellation;
        if (!_isReady || _child!.HasExited)
        {
            // A further attempt at the item that cost us the process; or it was killed while it had none.
            _isReady = false;
            Prepare(cancellation);
        }

        ChildProcess child = _child!;
        _number++;
        CancellationTokenRegistration stop = cancellation.UnsafeRegister(static worker => ((ProcessWorker)worker!).Cancel(), this);
        try
        {
            child.Items.Send(FrameKind.Call, (_number, isChunk, items), static (frame, call) =>
            {
                frame.Write(call._number);
                frame.Write(call.isChunk);
                frame.Write(call.items.Count);
                foreach (IItemContext item in call.items)
                {
                    frame.PutItem(item);
                }
            });
            return Converse(items);
        }
        catch (IOException)
        {
            return Died(items);
        }
        finally
        {
            // Waits for a cancellation that has begun.
            stop.Dispose();
            child.Spare();
        }
    }

    private void Cancel() => _child!.Cancel(_number, StopTime);

    /// <summary>Brings a process to where it takes an item.</summary>
    private void Prepare(CancellationToken stop)
    {
        for (int starts = 1; !_isReady; starts++)
        {
            try
            {
                _child ??= start();
                using CancellationTokenRegistration killing = KillOn(stop);
                AwaitReady();
            }
            catch (BatchException) when (stop.IsCancellationRequested)
            {
                throw new OperationCanceledException(stop);
            }
            catch (BatchException error) when (error.Code == "WorkerProcessNotStarted" && starts < MostStarts)
            {
                // It may have been killed by what concerned only it.
            }
        }
    }

    private CancellationTokenRegistration KillOn(CancellationToken stop) => stop.UnsafeRegister(static child => ((ChildProcess)child!).Kill(), _child);

    private void AwaitReady()
    {
        while (!_isReady)
        {
            switch (_child!.Items.Receive(out BinaryReader content))
            {
                case FrameKind.Ready:
                    _isReady = true;
                    _memory ??= new MemoryCap(_child, content.ReadInt64(), memoryMb);
                    break;
                case FrameKind.Record:
                    records.Post(content.TakeRecord());
                    break;
                case FrameKind.Refused:
                    ItemError refused = content.TakeItemError();
                    Abandon();
                    throw new BatchException(refused.Code, refused.Category, refused.Message);
                default:
                    string end = _child.DescribeEnd();
                    Abandon();
                    throw ChildProcess.NotStarted(end);
            }
        }
    }

    private OperationOutcome[] Converse(IReadOnlyList<IItemContext> items)
    {
        Exception? refused = null;
        while (true)
        {
            FrameKind kind = _child!.Items.Receive(out BinaryReader content);
            switch (kind)
            {
                case FrameKind.Outcomes:
                    _isReady = !content.ReadBoolean();
                    return End(content, items, refused);
                case FrameKind.Record:
                    object record = content.TakeRecord();
                    Attribute(record, items);
                    records.Post(record);
                    break;
                case FrameKind.Reserve:
                    Reserve(items[content.ReadInt32()]);
                    break;
                case FrameKind.Metric or FrameKind.Fact or FrameKind.Diagnostic or FrameKind.Progress:
                    refused ??= Say(kind, content, items[content.ReadInt32()]);
                    break;
                default:
                    return Died(items);
            }
        }
    }

    private void Finish(CancellationToken stop)
    {
        _isReady = false;
        using CancellationTokenRegistration killing = KillOn(stop);
        try
        {
            _child!.Items.Send(FrameKind.End);
        }
        catch (IOException)
        {
            // It was killed since its last item, of which nothing is lost.
        }

        while (_child!.Items.Receive(out BinaryReader content) is not FrameKind.Closed and var kind)
        {
            if (kind == FrameKind.Record)
            {
                records.Post(content.TakeRecord());
            }
        }

        _child.AwaitExit();
        Abandon();
    }

    private void Reserve(IItemContext item)
    {
        try
        {
            _child!.Items.Send(FrameKind.Reserved, item.ReserveOutput(), static (frame, path) => frame.PutText(path));
        }
        catch (BatchException refused)
        {
            _child!.Items.Send(FrameKind.Refused, new ItemError(refused.Code, refused.Category, refused.Message), static (frame, error) => frame.PutItemError(error));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The engine remembers, and judges it when the item ends.
            _child!.Items.Send(FrameKind.Refused, new ItemError("IoError", FieldCategory.Io, refused.Message), static (frame, error) => frame.PutItemError(error));
        }
    }

    private OperationOutcome[] End(BinaryReader content, IReadOnlyList<IItemContext> items, Exception? refused)
    {
        int count = content.ReadInt32();
        if (count < 0)
        {
            items[0].Cancellation.ThrowIfCancellationRequested();
            return Fail(items, ScriptErrors.Stopped);
        }

        if (refused is not null)
        {
            ExceptionDispatchInfo.Throw(refused);
        }

        var outcomes = new OperationOutcome[count];
        bool ranOut = false;
        for (int i = 0; i < count; i++)
        {
            outcomes[i] = content.TakeOutcome();
            if (outcomes[i].Error?.Origin is ErrorRecord { CategoryInfo.Reason: nameof(OutOfMemoryException) })
            {
                ranOut = true;
                outcomes[i] = OperationOutcome.Failed(OutOfMemory(items[i]));
            }
        }

        if (ranOut)
        {
            // What is left of its memory is no place for other items.
            Abandon();
        }

        return outcomes;
    }

    private OperationOutcome[] Died(IReadOnlyList<IItemContext> items)
    {
        // Also what the block had started, and a process that only closed its pipe.
        _child!.Kill();
        if (_memory!.IsExceeded || items[0].Cancellation.IsCancellationRequested)
        {
            bool wasTooLarge = _memory.IsExceeded;
            Abandon();
            return wasTooLarge ? Fail(items, OutOfMemory) : throw new OperationCanceledException(items[0].Cancellation);
        }

        string end = _child.DescribeEnd();
        int id = _child.Id;
        Abandon();
        return Fail(items, item => new ItemError(
            "WorkerProcessDied", FieldCategory.Script,
            string.Create(CultureInfo.InvariantCulture, $"'{item.Name}': the worker process {id} died before the item was finished: {end}"), item.Path));
    }

    private static OperationOutcome[] Fail(IReadOnlyList<IItemContext> items, Func<IItemContext, ItemError> error) =>
        [.. items.Select(item => OperationOutcome.Failed(error(item)))];

    private ItemError OutOfMemory(IItemContext item) => new(
        "OutOfMemory", FieldCategory.Environment,
        string.Create(CultureInfo.InvariantCulture, $"'{item.Name}': the worker process was ended because it grew by more than its limit of {memoryMb} MB."), item.Path);

    private void Abandon()
    {
        _isReady = false;
        _memory?.Dispose();
        _memory = null;
        _child?.Dispose();
        _child = null;
    }

    private static void Attribute(object record, IReadOnlyList<IItemContext> items)
    {
        if (record is ErrorRecord error && items is [{ } only])
        {
            ErrorPositions.Attribute(error, only.Value ?? only.Path);
        }
    }

    // What the engine refuses fails the item, when the process has come to its end.
    private static BatchException? Say(FrameKind kind, BinaryReader content, IItemContext item)
    {
        try
        {
            switch (kind)
            {
                case FrameKind.Metric:
                    item.SetMetric(content.TakeText()!, content.ReadDouble());
                    break;
                case FrameKind.Fact:
                    item.SetFact(content.TakeText()!, content.TakeText()!);
                    break;
                case FrameKind.Diagnostic:
                    item.Report(content.TakeDiagnostic());
                    break;
                case FrameKind.Progress:
                    item.ReportProgress(content.ReadInt64(), content.ReadInt64());
                    break;
            }

            return null;
        }
        catch (BatchException error)
        {
            return error;
        }
    }
}
