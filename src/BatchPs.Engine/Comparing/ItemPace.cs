namespace BatchPs.Engine.Comparing;

/// <summary>How long an item took in two runs.</summary>
/// <param name="Before">Its index in the run before.</param>
/// <param name="After">Its index in the run now.</param>
/// <param name="SecondsBefore">Seconds before.</param>
/// <param name="SecondsAfter">Seconds now.</param>
internal readonly record struct ItemPace(int Before, int After, double SecondsBefore, double SecondsAfter)
{
    // What a journal keeps of a time: 1 us. No time at all is no ratio.
    private const double Shortest = 1e-6;

    /// <summary>Logarithm of the time now by the time before.</summary>
    internal double LogRatio => Math.Log(Math.Max(SecondsAfter, Shortest) / Math.Max(SecondsBefore, Shortest));

    /// <summary>Geometric mean of both times: the same whichever run was first.</summary>
    internal double Seconds => Math.Sqrt(Math.Max(SecondsAfter, Shortest) * Math.Max(SecondsBefore, Shortest));
}
