using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Display;

/// <summary>Where a run shows how it goes. One thread's.</summary>
internal interface IRunDisplay
{
    /// <summary>Does work during which the display is up.</summary>
    void During(Action work);

    /// <summary>Adds a line that stays.</summary>
    void Line(string text);

    /// <summary>Shows progress in the place of what was shown before.</summary>
    /// <param name="now">Where the run stands.</param>
    /// <param name="processor">What it runs: names the parts of an item.</param>
    /// <param name="ended">Whether this is the last time.</param>
    void Show(Func<ProgressSnapshot> now, ProcessorInfo processor, bool ended);
}
