namespace BatchPs.Cli.Display;

/// <summary>Where a run shows how it goes. One thread's.</summary>
internal interface IRunDisplay
{
    /// <summary>Does work during which the display is up.</summary>
    void During(Action work);

    /// <summary>Adds a line that stays.</summary>
    void Line(string text);

    /// <summary>Shows progress in the place of what was shown before.</summary>
    void Show(Func<IReadOnlyList<string>> frame);
}
