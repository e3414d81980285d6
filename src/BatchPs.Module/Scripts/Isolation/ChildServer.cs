using System.IO.Pipes;
using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>The worker process's side: takes calls one by one and runs the block for each, in a pipeline such as the host has for its own workers.</summary>
internal sealed class ChildServer : IScriptRecords, IDisposable
{
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(30);

    private readonly FramePipe _items;
    private readonly FramePipe _control;
    private ChildCall? _current;
    private bool _hasEnded;
    private volatile bool _isOver;

    private ChildServer(FramePipe items, FramePipe control)
    {
        _items = items;
        _control = control;
    }

    internal static void Run(string items, string control)
    {
        try
        {
            using var server = new ChildServer(Connect(items), Connect(control));
            server.Serve();
            server._isOver = true;
        }
        catch (Exception error) when (error is IOException or TimeoutException)
        {
            // The host is gone, and with it who could be told.
            ProcessGroup.KillOwn();
        }
    }

    public void Post(object record) => _items.Send(FrameKind.Record, record, static (frame, one) => frame.PutRecord(one));

    public void Dispose()
    {
        _items.Dispose();
        _control.Dispose();
    }

    private static FramePipe Connect(string name)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.CurrentUserOnly);
        pipe.Connect(ConnectTime);
        return new FramePipe(pipe);
    }

    private void Serve()
    {
        new Thread(Watch) { IsBackground = true, Name = "BatchPs host watch" }.Start();
        if (_items.Receive(out BinaryReader content) != FrameKind.Definition)
        {
            return;
        }

        try
        {
            ScriptOperation operation = content.TakeDefinition(this);
            while (!_hasEnded)
            {
                using var pipeline = new ScriptPipeline(operation, CancellationToken.None);
                pipeline.Run(() => RunCalls(pipeline));
            }
        }
        catch (Exception error) when (error is not (IOException or ObjectDisposedException))
        {
            var refused = error as BatchException;
            _items.Send(
                FrameKind.Refused,
                new ItemError(refused?.Code ?? "UnexpectedError", refused?.Category ?? ErrorCategory.Internal, error.Message),
                static (frame, one) => frame.PutItemError(one));
        }
    }

    private void RunCalls(ScriptPipeline pipeline)
    {
        _items.Send(FrameKind.Ready, Environment.WorkingSet, static (frame, size) => frame.Write(size));
        while (!pipeline.IsSpent)
        {
            if (_items.Receive(out BinaryReader content) != FrameKind.Call)
            {
                _hasEnded = true;
                return;
            }

            var call = new ChildCall(content, _items);
            Volatile.Write(ref _current, call);
            IReadOnlyList<OperationOutcome>? outcomes = Run(pipeline, call);
            Volatile.Write(ref _current, null);
            Answer(outcomes, call, pipeline.IsSpent);
        }
    }

    private static IReadOnlyList<OperationOutcome>? Run(ScriptPipeline pipeline, ChildCall call)
    {
        try
        {
            return call.IsChunk ? pipeline.Invoke(call.Items) : [pipeline.Invoke(call.Items[0])];
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Answer(IReadOnlyList<OperationOutcome>? outcomes, ChildCall call, bool isSpent)
    {
        try
        {
            Send(outcomes, isSpent);
        }
        catch (Exception error) when (error is not (IOException or ObjectDisposedException))
        {
            Send(call.IsCancelled ? null : [.. call.Items.Select(item => NotSent(item, error))], isSpent);
        }
    }

    private static OperationOutcome NotSent(ChildItem item, Exception error) => OperationOutcome.Failed(new ItemError(
        "OutputNotSerializable", ErrorCategory.Script, $"'{item.Name}': the output of the block cannot leave its process: {error.Message}", item.Path));

    private void Send(IReadOnlyList<OperationOutcome>? outcomes, bool isSpent) => _items.Send(FrameKind.Outcomes, (outcomes, isSpent), static (frame, end) =>
    {
        frame.Write(end.isSpent);
        frame.Write(end.outcomes?.Count ?? -1);
        foreach (OperationOutcome outcome in end.outcomes ?? [])
        {
            frame.PutOutcome(outcome);
        }
    });

    private void Watch()
    {
        while (_control.Receive(out BinaryReader content) == FrameKind.Cancel)
        {
            long number = content.ReadInt64();
            if (Volatile.Read(ref _current) is { } call && call.Number == number)
            {
                call.Cancel();
            }
        }

        if (!_isOver)
        {
            ProcessGroup.KillOwn();
        }
    }
}
