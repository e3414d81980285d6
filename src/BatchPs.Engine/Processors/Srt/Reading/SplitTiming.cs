namespace BatchPs.Engine.Processors.Srt;

/// <summary>A timing line that was broken in two, its arrow on either line.</summary>
internal static class SplitTiming
{
    /// <summary>Joins the line the cursor is on with the next that is not blank when only together they are a timing line.</summary>
    public static bool TryJoin(LineCursor lines, in TimingLine first, out byte[] joined, out int count)
    {
        joined = [];
        count = 0;
        if (first.Kind is not (TimingKind.LoneTime or TimingKind.NoEnd) || first.Rest != TimingRest.None)
        {
            return false;
        }

        var head = lines.Text;
        var line = lines.Line;
        while (lines.MoveNext() && Blank.IsBlank(lines.Text))
        {
        }

        var isSplit = lines.Line > line && (first.Kind == TimingKind.LoneTime
            ? TimingLine.BeginsWithArrow(lines.Text)
            : TimingLine.Read(lines.Text).Kind == TimingKind.LoneTime);
        if (!isSplit)
        {
            return false;
        }

        joined = [.. head, (byte)' ', .. lines.Text];
        count = lines.Line - line + 1;
        return TimingLine.Read(joined).Kind == TimingKind.Complete;
    }
}
