namespace BatchPs.Engine.Processors.Srt;

/// <summary>The changes a rule makes in one text, in the order of their places and apart from each other; reused.</summary>
internal sealed class TextEdits
{
    private readonly List<TextEdit> _all = [];

    /// <summary>The changes so far.</summary>
    public IReadOnlyList<TextEdit> All => _all;

    /// <summary>Replaces characters: one correction.</summary>
    /// <param name="start">Where they begin; at or after the end of the change before.</param>
    /// <param name="length">How many; 0 inserts.</param>
    /// <param name="with">What stands there then.</param>
    /// <param name="message">What was found and done, as a sentence.</param>
    /// <param name="place">Where it is told to be, when not where the change begins.</param>
    public void Replace(int start, int length, string with, string message, int place = -1) =>
        Add(new TextEdit(start, length, with, message, place < 0 ? start : place));

    /// <summary>Says that the rule finds something that it cannot put right.</summary>
    public void Report(int start, int length, string message) => Add(new TextEdit(start, length, null, message, start));

    public void Clear() => _all.Clear();

    private void Add(in TextEdit edit)
    {
        if (_all.Count > 0 && edit.Start < _all[^1].Start + _all[^1].Length)
        {
            throw new ArgumentException($"A change at {edit.Start} begins before the end of the one at {_all[^1].Start}.", nameof(edit));
        }

        _all.Add(edit);
    }
}

/// <summary>One change.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="Length">How many characters it takes away.</param>
/// <param name="With">What it puts there; null when it is only said.</param>
/// <param name="Message">What was found and done.</param>
/// <param name="Place">Where it is told to be.</param>
internal readonly record struct TextEdit(int Start, int Length, string? With, string Message, int Place);
