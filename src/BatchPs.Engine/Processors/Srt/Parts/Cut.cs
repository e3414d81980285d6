namespace BatchPs.Engine.Processors.Srt;

/// <summary>A place in UTF-8 content where one part of a file can end and the next begin, so that each is read and put right as if both were one.</summary>
/// <remarks>
/// Behind it stand an index and a timing line that can be read, in front of it an empty line and a cue that holds no surprise: an index, a
/// timing line that can be read, visible text without blank lines, arrows or characters to be deleted. So whatever stood before that cue, the reader
/// begins a cue at either index; and the rules that look for the cue before or the next with a time find them at the cut.
/// </remarks>
/// <param name="Offset">Where the next part begins.</param>
/// <param name="Start">Start of its first cue, in ms.</param>
internal readonly record struct Cut(int Offset, long Start)
{
    // A timing line is looked at only when it is not longer, lest an endless line be walked for each arrow in it.
    private const int LongestTiming = 128;

    /// <summary>The last place where content can be cut; null when there is none.</summary>
    public static Cut? Last(ReadOnlySpan<byte> content)
    {
        Head? next = null;
        for (var at = content.LastIndexOf("->"u8); at >= 0; at = content[..at].LastIndexOf("->"u8))
        {
            if (HeadAt(content, at) is not { } head)
            {
                continue;
            }

            if (next is { IsAfterBlank: true } later && !head.HasText && IsPlain(content[head.TextOffset..later.Offset]))
            {
                return new Cut(later.Offset, later.Start);
            }

            // Other arrows of its line are passed.
            next = head;
            at = head.Offset;
        }

        return null;
    }

    private static Head? HeadAt(ReadOnlySpan<byte> content, int arrow)
    {
        var from = Math.Max(0, arrow - LongestTiming);
        var start = content[from..arrow].LastIndexOfAny((byte)'\n', (byte)'\r');
        var length = content.Slice(arrow, Math.Min(LongestTiming, content.Length - arrow)).IndexOfAny((byte)'\n', (byte)'\r');
        if (start < 0 || length < 0)
        {
            return null;
        }

        start += from + 1;
        var line = content[start..(arrow + length)];
        var index = start - NewlineBefore(content, start);
        var indexEnd = index;
        while (index > 0 && indexEnd - index <= LongestTiming && char.IsAsciiDigit((char)content[index - 1]))
        {
            index--;
        }

        var newline = NewlineBefore(content, index);
        var timing = TimingLine.Read(line);
        return index == indexEnd || (newline == 0 && index > 0)
            || PlainNumber.Read(content[index..indexEnd]) < 0
            || timing.Kind != TimingKind.Complete || timing.Start.IsNegative || timing.End.IsNegative
            || InvisibleCharacters.IndexOf(line, out _) >= 0
            ? null
            : new Head(
                index, timing.Start.Milliseconds, arrow + length, timing.Rest == TimingRest.Text,
                newline > 0 && NewlineBefore(content, index - newline) > 0);
    }

    /// <summary>Length of the newline that ends at an offset; 0 when none does.</summary>
    private static int NewlineBefore(ReadOnlySpan<byte> content, int offset) =>
        offset == 0 || content[offset - 1] is not ((byte)'\n' or (byte)'\r') ? 0
        : content[offset - 1] == '\n' && offset > 1 && content[offset - 2] == '\r' ? 2
        : 1;

    private static bool IsPlain(ReadOnlySpan<byte> block)
    {
        var text = block[(block.StartsWith("\r\n"u8) ? 2 : 1)..].TrimEnd("\r\n"u8);
        if (text.IsEmpty || (text.Contains((byte)'-') && text.Contains((byte)'>')) || InvisibleCharacters.IndexOf(text, out _) >= 0)
        {
            return false;
        }

        var shape = TextShape.Of(text);
        return shape.Visible && !shape.HasBlankLines;
    }

    /// <summary>An index line and a timing line.</summary>
    /// <param name="Offset">Where the index begins.</param>
    /// <param name="Start">The start in ms.</param>
    /// <param name="TextOffset">Where the timing line ends.</param>
    /// <param name="HasText">Whether text follows on the timing line.</param>
    /// <param name="IsAfterBlank">Whether an empty line stands before it.</param>
    private readonly record struct Head(int Offset, long Start, int TextOffset, bool HasText, bool IsAfterBlank);
}
