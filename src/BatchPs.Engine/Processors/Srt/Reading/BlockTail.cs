namespace BatchPs.Engine.Processors.Srt;

/// <summary>A text line that may turn out to be the index of the cue after it, with what stood before it.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where its newline begins.</param>
/// <param name="Line">Its line.</param>
/// <param name="Number">The number it consists of, or -1.</param>
/// <param name="TextEnd">Where the text before it ends; -1 when it is the first line.</param>
/// <param name="Gap">The blank lines before it.</param>
internal readonly record struct BlockTail(int Start, int End, int Line, int Number, int TextEnd, Gap Gap);

/// <summary>Blank lines in a row.</summary>
/// <param name="Count">How many.</param>
/// <param name="OddLine">The first of them that is not empty but has spaces; 0 when there is none.</param>
internal readonly record struct Gap(int Count, int OddLine);
