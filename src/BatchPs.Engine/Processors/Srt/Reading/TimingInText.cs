namespace BatchPs.Engine.Processors.Srt;

/// <summary>Sees what must not be written as text: a line that would begin a cue when it is read again.</summary>
internal static class TimingInText
{
    /// <param name="text">UTF-8, its newline LF.</param>
    public static bool IsIn(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'>'))
        {
            return false;
        }

        var lines = new LineCursor(text, hasCr: false);
        while (lines.MoveNext())
        {
            var timing = TimingLine.Read(lines.Text);
            if (timing.Kind is not (TimingKind.None or TimingKind.LoneTime) || SplitTiming.TryJoin(lines, timing, out _, out _))
            {
                return true;
            }
        }

        return false;
    }
}
