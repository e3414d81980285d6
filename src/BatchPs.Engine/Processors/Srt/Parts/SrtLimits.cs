namespace BatchPs.Engine.Processors.Srt;

/// <summary>How much of a file is held in memory at once, in bytes.</summary>
/// <param name="Whole">A file of at most so many is one document.</param>
/// <param name="Part">A larger one is worked on in parts of at least so many.</param>
/// <param name="LargestPart">A part that cannot end before it has more fails the file.</param>
/// <param name="Piece">What is read from a file at once; at least 16.</param>
internal sealed record SrtLimits(int Whole, int Part, int LargestPart, int Piece)
{
    /// <summary>Those of a run. A day of speech has about 2 MB; a document may need six times its bytes.</summary>
    public static readonly SrtLimits Default = new(16 << 20, 4 << 20, 128 << 20, 256 << 10);
}
