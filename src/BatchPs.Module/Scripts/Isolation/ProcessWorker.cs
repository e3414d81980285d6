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
        if (_isReady && (_child!.HasExited || _memory!.IsExceeded))
        {
            // It was killed while it had no item.
            Abandon();
        }

        Prepare(items[0].Cancellation);
        return Converse(items, isChunk) is { } end ? Judge(end, items) : Died(items);
    }

    /// <returns>Null when the process is gone.</returns>
    private CallEnd? Converse(IReadOnlyList<IItemContext> items, bool isChunk)
    {
        ChildProcess child = _child!;
        var dialogue = new ChildDialogue(child, records, items, ++_number);

        // The time limit of an item is that of the call.
        CancellationTokenRegistration stop = items[0].Cancellation.UnsafeRegister(static call => ((ChildDialogue)call!).Cancel(), dialogue);
        CallEnd? end = null;
        bool isOver = false;
        try
        {
            dialogue.Call(isChunk);
            end = dialogue.Listen();
            isOver = true;
        }
        catch (IOException)
        {
            isOver = true;
        }
        finally
        {
            // Waits for a cancellation that has begun.
            stop.Dispose();
            bool isSpared = child.TrySpare();
            _isReady = isSpared && end is { IsSpent: false };
            if (!isOver || (!isSpared && end is not null))
            {
                // It was left in the middle of a call; or it answered as its time was over, and was killed.
                Abandon();
            }
        }

        return end;
    }

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

    private OperationOutcome[] Judge(CallEnd end, IReadOnlyList<IItemContext> items)
    {
        if (end.Outcomes is not { } outcomes)
        {
            items[0].Cancellation.ThrowIfCancellationRequested();
            return Fail(items, ScriptErrors.Stopped);
        }

        if (end.Refused is not null)
        {
            ExceptionDispatchInfo.Throw(end.Refused);
        }

        bool ranOut = false;
        for (int place = 0; place < outcomes.Length; place++)
        {
            if (outcomes[place].Error?.Origin is ErrorRecord { CategoryInfo.Reason: nameof(OutOfMemoryException) })
            {
                ranOut = true;
                outcomes[place] = OperationOutcome.Failed(OutOfMemory(items[place]));
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
}
