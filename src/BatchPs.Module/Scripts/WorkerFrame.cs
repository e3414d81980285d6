using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary>-Begin and -End of one worker: run in its session's own scope, so that the block sees their variables.</summary>
internal sealed class WorkerFrame(ScriptSource source, PSCmdlet host, IScriptRecords streams, LooseOutput loose)
{
    /// <exception cref="BatchException"><c>BeginFailed</c>.</exception>
    internal void Begin() => Guard("-Begin", () => Run(source.Begin));

    /// <summary>Runs -End; what fails in it is told and fails no item.</summary>
    internal void End(Action blockEnd)
    {
        Tell("The end block", blockEnd);
        Tell("-End", () => Run(source.End));
    }

    /// <summary>Does what must succeed before the first item.</summary>
    internal void Guard(string what, Action step)
    {
        try
        {
            step();
        }
        catch (Exception error) when (error is not BatchException)
        {
            throw new BatchException(
                "BeginFailed", Engine.Results.ErrorCategory.Script, $"{what} failed in a worker, so the run ends before that worker's items: {Text(error)}", inner: error);
        }
    }

    private void Tell(string what, Action step)
    {
        try
        {
            step();
        }
        catch (Exception error) when (error is not BatchException)
        {
            var failure = new BatchException("EndFailed", Engine.Results.ErrorCategory.Script, $"{what} failed in a worker; no item is affected: {Text(error)}", inner: error);
            ErrorRecord record = ErrorRecords.Of(failure);
            if (source.Places.RecordOf(error) is { } origin)
            {
                ErrorPositions.Copy(origin, record);
            }

            streams.Post(record);
        }
    }

    private string Text(Exception error) => ScriptErrors.IsExit(error) ? "it was left by exit or break." : source.Places.Describe(error);

    private void Run(ScriptBlockAst? block)
    {
        if (block is not null)
        {
            loose.Add(host.InvokeCommand.InvokeScript(false, block.GetScriptBlock(), null, source.Arguments));
        }
    }
}
