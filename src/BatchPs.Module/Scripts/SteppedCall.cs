using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>Steps a block with begin, process and end as the one command of a pipeline: begin once a worker, process an item, end once a worker.</summary>
/// <param name="block">The block.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="host">The command that hosts the worker: errors and output take its way.</param>
/// <param name="output">Where output arrives.</param>
/// <param name="startsAnew">Whether each item is a pipeline of its own.</param>
/// <param name="loose">Takes the output of begin and end, which is no item's.</param>
internal sealed class SteppedCall(
    ScriptBlock block, object?[] arguments, PSCmdlet host, PSDataCollection<PSObject> output, bool startsAnew, Action<IEnumerable<object?>> loose) : IBlockCall
{
    private SteppablePipeline? _pipeline;

    /// <summary>Runs a block that is one list of statements as the process block of another.</summary>
    internal static SteppedCall OfPlain(ScriptBlock block, object?[] arguments, PSCmdlet host, PSDataCollection<PSObject> output) => new(
        ScriptBlock.Create(HostScripts.PlainStep), [block, arguments], host, output, startsAnew: false, _ => { });

    /// <summary>What was put out before the last error.</summary>
    internal object?[] Partial { get; private set; } = [];

    public void Begin()
    {
        if (!startsAnew)
        {
            Open();
            loose(Take());
        }
    }

    public object?[] Invoke(object? value)
    {
        try
        {
            if (_pipeline is null)
            {
                Open();
                if (!startsAnew)
                {
                    loose(Take());
                }
            }

            _pipeline!.Process(value);
            if (startsAnew)
            {
                Close();
            }

            return [.. Take()];
        }
        catch
        {
            // PowerShell has torn it down, and would crash at the next step.
            _pipeline = null;
            Partial = Take();
            throw;
        }
    }

    public void End()
    {
        if (_pipeline is not null)
        {
            Close();
            loose(Take());
        }
    }

    private void Open()
    {
        var opened = SteppablePipeline.Of(block, arguments);
        opened.Begin(host);
        _pipeline = opened;
    }

    private void Close()
    {
        SteppablePipeline closing = _pipeline!;
        _pipeline = null;
        closing.End();
    }

    private object?[] Take() => output.Count == 0 ? [] : [.. output.ReadAll()];
}
