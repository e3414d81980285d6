using BatchPs.Cli.Display;
using BatchPs.Cli.Options;
using BatchPs.Engine;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;

namespace BatchPs.Cli;

/// <summary>Carries an execution to its end and shows it: progress, failed items, the summary, the report.</summary>
internal sealed class RunShow(CliHost host, OutputMode mode, ReportTarget? report)
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(200);

    private readonly IRunDisplay _display = (mode.Quiet ? null : LiveDisplay.On(host)) ?? (IRunDisplay)new PlainDisplay(host, mode.Quiet ? null : TimeProvider.System);
    private int _signalsTold;

    /// <summary>Opens an execution and stays until it has ended.</summary>
    /// <param name="destination">Full path of the directory outputs go to; null when there is none.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="nothingDone">What to say of a run that had nothing to do and so succeeds whatever failed before; null when it had.</param>
    /// <returns>The exit code.</returns>
    internal int Run(string? destination, Func<CancellationToken, BatchExecution> open, Func<RunSummary, RunNotice?>? nothingDone = null)
    {
        report?.Check(destination);
        using var signals = new StopSignals();
        using BatchExecution? execution = Open(open, signals.Early);
        if (execution is null)
        {
            host.WriteErrorLine("Stopped before the first file; nothing was run.");
            return ExitCode.Interrupted;
        }

        signals.Attach(execution);
        ProcessorInfo processor = host.Engine.ProcessorOf(execution.Definition.Operation);
        _display.During(() => Follow(execution, processor, signals));
        RunSummary run = execution.WaitForEnd();
        RunNotice? remark = nothingDone?.Invoke(run);
        if (remark is not null)
        {
            Tell(remark);
        }

        report = report?.For(run);
        report?.Write(host.Engine, run);
        Conclude(run);
        return remark is null ? ExitCode.Of(run) : ExitCode.Success;
    }

    private static BatchExecution? Open(Func<CancellationToken, BatchExecution> open, CancellationToken early)
    {
        try
        {
            return open(early);
        }
        catch (OperationCanceledException) when (early.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Shows what was chosen or noticed, as loud as it is wanted.</summary>
    internal void Tell(RunNotice notice)
    {
        if (!mode.Quiet && notice.Level >= mode.Level)
        {
            _display.Line((notice.Level == NoticeLevel.Warning ? "Warning: " : "") + notice.Message);
        }
    }

    /// <summary>Shows a finished run: as a document, or as its summary.</summary>
    internal void Conclude(RunSummary run)
    {
        if (run.Error is { } error)
        {
            host.WriteErrorLine(error.ToString());
        }

        if (mode.Json)
        {
            JsonDocumentOutput.WriteRun(run, BatchEngine.Results(run));
        }
        else if (!mode.Quiet)
        {
            foreach (string line in SummaryText.Lines(run))
            {
                host.WriteLine(line);
            }

            if (report is not null)
            {
                host.WriteLine($"Report is in '{report.Path}'");
            }
        }

        if (!mode.Quiet && run.State != RunState.Completed)
        {
            host.WriteErrorLine($"Resume with: batchps resume {run.RunId}");
        }
    }

    private void Follow(BatchExecution execution, ProcessorInfo processor, StopSignals signals)
    {
        TimeSpan interval = TimeSpan.FromSeconds(execution.Definition.Settings.ProgressUpdateInterval);
        interval = interval < LeastInterval ? LeastInterval : interval;
        long shownAt = 0;
        do
        {
            Drain(execution, signals);
            if (shownAt == 0 || System.Diagnostics.Stopwatch.GetElapsedTime(shownAt) >= interval)
            {
                shownAt = System.Diagnostics.Stopwatch.GetTimestamp();
                _display.Show(execution.Progress, processor, ended: false);
            }
        }
        while (execution.WaitForResult(LeastInterval));

        Drain(execution, signals);
        _display.Show(execution.Progress, processor, ended: true);
    }

    private void Drain(BatchExecution execution, StopSignals signals)
    {
        TellOfSignals(signals.Received);
        TellNotices(execution);
        while (execution.TryTake(out BatchResult? result))
        {
            TellNotices(execution);
            bool failed = result.Status == ItemStatus.Failed;
            if ((failed && !mode.Json) || mode.Verbose)
            {
                _display.Line(ItemText.Of(result));
            }
        }
    }

    private void TellNotices(BatchExecution execution)
    {
        while (execution.TryTakeNotice(out RunNotice? notice))
        {
            Tell(notice);
        }
    }

    private void TellOfSignals(int received)
    {
        if (_signalsTold == received)
        {
            return;
        }

        _signalsTold = received;
        Tell(new RunNotice(NoticeLevel.Information, received == 1
            ? $"Stopping: files in work have {HumanText.Wait(EngineDefaults.Grace)} to finish. Press Ctrl+C again to stop now."
            : "Stopping now."));
    }
}
