using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Jobs;
using BatchPs.Module.Output;
using BatchPs.Module.Scripts;

namespace BatchPs.Module;

/// <summary>Moves inputs into a run and what it has to say out of it, on one thread: results, errors, messages, progress.</summary>
internal sealed class RunPump : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly IRunOutput _output;
    private readonly BatchExecution _execution;
    private readonly ScriptBlock? _onRetry;
    private readonly ProgressWriter? _progress;
    private readonly DiagnosticReader _diagnostics = new();
    private readonly bool _quiet;
    private volatile bool _stopping;
    private int _interrupts;
    private int _told;

    internal RunPump(IRunOutput output, BatchExecution execution, ScriptBlock? onRetry, bool quiet)
    {
        _output = output;
        _execution = execution;
        _onRetry = onRetry;
        _quiet = quiet;
        _progress = quiet ? null : new ProgressWriter(output, execution);
        StopSignals.Add(this);
    }

    /// <summary>Whether no console shows it: then no Ctrl+C is meant for it.</summary>
    internal bool IsBackground { get; init; }

    /// <summary>Called on the pump's thread whenever it has written what was ready, ten times a second or more.</summary>
    internal Action? Beat { get; init; }

    /// <summary>Whether the items' values, and their diagnostics where every one is kept, go down the pipeline instead of the results.</summary>
    internal bool PassesValues { get; init; }

    /// <summary>Hands over one input, writing what is ready while there is no room.</summary>
    /// <returns>False when no more input is taken.</returns>
    internal bool Post(BatchInput input)
    {
        while (!_execution.TryPost(input))
        {
            if (_execution.IsInputClosed || _stopping)
            {
                return false;
            }

            WriteReady();
            _execution.WaitForRoomOrResult(Wait);
        }

        WriteReady();
        return true;
    }

    /// <summary>Hands over inputs as they are spooled, until they end or no more are taken; writes what is ready meanwhile.</summary>
    internal void PostAll(InputSpool spool)
    {
        while (!spool.HasEnded && !_stopping && !_execution.IsInputClosed)
        {
            while (spool.TryTake(out BatchInput input) && Post(input))
            {
            }

            WriteReady();
            _execution.WaitForResult(Wait, spool.Ready);
        }

        spool.Refuse();
    }

    /// <summary>Writes everything until the run has ended.</summary>
    internal RunSummary Finish(bool inputComplete)
    {
        if (_execution.TakesInput)
        {
            _execution.EndInput(inputComplete);
        }

        while (!_stopping && _execution.WaitForResult(Wait))
        {
            WriteReady();
        }

        if (_stopping)
        {
            _execution.Discard();
        }

        TellOfGrace();
        RunSummary summary = _execution.WaitForEnd();
        if (!StopSignals.Remove(this))
        {
            throw new PipelineStoppedException();
        }

        WriteReady();
        _progress?.Complete();
        if (!_stopping && summary.State == RunState.Stopped)
        {
            NoticeWriter.Write(_output, new RunNotice(NoticeLevel.Information, EndNotice.OfStop(summary)), _quiet);
        }

        return summary;
    }

    /// <summary>Asks the run to stop; called by another thread, never waits.</summary>
    internal void Stop() => Stop(EngineDefaults.Grace);

    /// <summary>Stops the run because a signal ends the host; the pipeline thread may be anywhere, and takes nothing any more.</summary>
    internal void StopForEnd(bool now)
    {
        Stop(now ? TimeSpan.Zero : EngineDefaults.Grace);
        _execution.Discard();
    }

    /// <summary>Waits for the end of a run that was stopped for the host's end, and says how far it came.</summary>
    internal void WaitForEnd()
    {
        RunSummary summary = _execution.WaitForEnd();

        // A terminal that is stopped, or a pipe that nobody reads, must not keep the host alive.
        Task.WaitAny([Task.Run(() => TellStopped(summary))], Patience);
    }

    /// <summary>Counts a Ctrl+C. The first is the host's, and stops the pipeline if it is that of its console.</summary>
    internal void Interrupt()
    {
        if (!IsBackground && Interlocked.Increment(ref _interrupts) > 1 && _execution.IsStopping)
        {
            _execution.Stop(TimeSpan.Zero);
        }
    }

    /// <summary>Writes what a notice says, at its level.</summary>
    internal static void Write(PSCmdlet cmdlet, RunNotice notice, bool quiet) => NoticeWriter.Write(new CmdletOutput(cmdlet), notice, quiet);

    /// <summary>Waits for the end of a run whose cmdlet is gone; harmless after the end.</summary>
    public void Dispose()
    {
        TellOfGrace();
        _execution.Dispose();
        _diagnostics.Dispose();
        StopSignals.Remove(this);
        if (_stopping && _execution.Summary is { } summary)
        {
            TellStopped(summary);
        }
    }

    private void Stop(TimeSpan grace)
    {
        _stopping = true;
        _execution.Stop(grace);
    }

    // The pipeline takes no objects any more; the host still shows a line to the person who pressed Ctrl+C.
    private void TellOfGrace()
    {
        if (_stopping && !_quiet && !_execution.WaitForEnd(Patience))
        {
            _output.ShowLine($"Stopping: items in flight have {EngineDefaults.Grace.TotalSeconds:0} s to finish. Press Ctrl+C again to stop now.");
        }
    }

    private void TellStopped(RunSummary summary)
    {
        if (summary.State == RunState.Stopped && Interlocked.Exchange(ref _told, 1) == 0)
        {
            _output.ShowLine(EndNotice.OfStop(summary));
        }
    }

    private void Write(BatchResult result)
    {
        if (!PassesValues)
        {
            _output.WriteObject(result);
            return;
        }

        foreach (object? value in result.Output)
        {
            _output.WriteObject(value);
        }

        if (_execution.KeepsEveryDiagnostic)
        {
            WriteDiagnostics(result);
        }
    }

    private void WriteDiagnostics(BatchResult result)
    {
        try
        {
            foreach (ItemDiagnostic told in _diagnostics.Read(result))
            {
                _output.WriteObject(new Diagnostic(result, told));
            }
        }
        catch (BatchException damaged)
        {
            _output.WriteError(ErrorRecords.Of(damaged));
        }
    }

    private void WriteNotices()
    {
        while (!_stopping && _execution.TryTakeNotice(out RunNotice? notice))
        {
            NoticeWriter.Write(_output, notice, _quiet);
            if (notice.Retry is { } retry && _onRetry is not null)
            {
                _onRetry.InvokeWithContext(null, [new PSVariable("_", retry)], retry);
            }
        }
    }

    private void WriteReady()
    {
        if (_stopping)
        {
            return;
        }

        WriteNotices();
        while (!_stopping && _execution.TryTakeNext(out object? next))
        {
            // What was decided about an item comes before its result, as long as results come faster than they are written, too.
            WriteNotices();
            if (next is not BatchResult result)
            {
                ScriptStreams.Write(_output, next);
                continue;
            }

            // The result first: with -ErrorAction Stop the error ends the pipeline.
            Write(result);
            if (result.Status == ItemStatus.Failed)
            {
                _output.WriteError(ErrorRecords.Of(result));
            }
        }

        _progress?.WriteIfDue();
        Beat?.Invoke();
    }
}
