using System.Management.Automation;

namespace BatchPs.Module.Scripts;

/// <summary>What -Begin, -End and the blocks' begin and end put out: no item's, so no result has it.</summary>
/// <param name="streams">The way to the pipeline.</param>
/// <param name="passes">Whether it goes down the pipeline, where bare values do.</param>
internal sealed class LooseOutput(IScriptRecords streams, bool passes)
{
    private int _dropped;

    internal void Add(IEnumerable<object?> values)
    {
        foreach (object? value in values)
        {
            if (passes)
            {
                streams.Post(new BareValue(value));
            }
            else
            {
                _dropped++;
            }
        }
    }

    /// <summary>Tells of what was not passed on, and counts anew.</summary>
    internal void Tell()
    {
        if (_dropped > 0)
        {
            streams.Post(new WarningRecord(
                $"{_dropped} {(_dropped == 1 ? "value" : "values")} that -Begin, -End, begin or end put out in a worker belong to no item and were not passed on; with -ValueOnly they are."));
            _dropped = 0;
        }
    }
}

/// <summary>A value on its way down the pipeline.</summary>
internal sealed record BareValue(object? Value);
