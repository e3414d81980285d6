using System.Globalization;

namespace BatchPs.Benchmarks;

/// <summary>A cue as it is meant.</summary>
internal sealed record Cue(int Number, int Start, int End, string Text);

/// <summary>A cue as it stands in the file, with its empty line.</summary>
/// <param name="Block">Its lines.</param>
/// <param name="Rule">The rule that has to see its defect; null when it has none.</param>
/// <param name="RuleLine">The line on which it is to be reported, from 0 within the block.</param>
internal sealed record DefectiveCue(string Block, string? Rule = null, int RuleLine = 0);

/// <summary>Ways to write a cue wrongly, at least one for each of S02 to S11.</summary>
internal static class CueDefects
{
    /// <summary>How many there are.</summary>
    internal const int Kinds = 20;

    /// <summary>Writes a cue with a defect, from 0, or none.</summary>
    internal static DefectiveCue Make(int kind, Cue cue)
    {
        string timing = $"{Time(cue.Start)} --> {Time(cue.End)}";
        int textLines = cue.Text.Count(character => character == '\n') + 1;
        string Whole(string index, string times, string text, string gap = "\n") => $"{index}{times}\n{text}\n{gap}";
        string index = FormattableString.Invariant($"{cue.Number}\n");
        return kind switch
        {
            0 => new(Whole(index, timing, cue.Text).Replace("\n", "\r\n", StringComparison.Ordinal), "S02"),
            1 => new(Whole(FormattableString.Invariant($"{cue.Number + 1007}\n"), timing, cue.Text), "S03"),
            2 => new(Whole("", timing, cue.Text), "S03"),
            3 => new(Whole(index, timing.Replace(',', '.'), cue.Text), "S04", 1),
            4 => new(Whole(index, timing.Replace("-->", "->", StringComparison.Ordinal), cue.Text), "S04", 1),
            5 => new(Whole(index, timing + " \t", cue.Text), "S04", 1),
            6 => new(Whole(index, $"{Time(cue.Start)}5 --> {Time(cue.End)}", cue.Text), "S04", 1),
            7 => new(Whole(index, timing, cue.Text, ""), "S05", textLines + 2),
            8 => new(Whole(index, timing, cue.Text, "\n\n"), "S05", textLines + 3),
            9 => new(Whole(index, timing, cue.Text, "\u00A0\n"), "S05", textLines + 2),
            10 => new(Whole(index, timing, cue.Text + "\n \nAnd more."), "S05", textLines + 2),
            11 => new(Whole(index, timing, cue.Text.Replace(" ", "  ", StringComparison.Ordinal)), "S06", 2),
            12 => new(Whole(index, timing, cue.Text + " "), "S06", textLines + 1),
            13 => new(Whole(index, timing, cue.Text.Insert(1, "\u200B")), "S07", 2),
            14 => new(Whole(index, timing, cue.Text.Insert(1, "\u0007")), "S07", 2),
            15 => new(Whole(index, timing, "<i> </i>"), "S08"),
            16 => new(Whole(index, $"{Time(cue.Start - 7_000)} --> {Time(cue.End - 7_000)}", cue.Text), "S09"),
            17 => new(Whole(index, $"{Time(cue.End)} --> {Time(cue.Start)}", cue.Text), "S10", 1),
            18 => new(Whole(index, $"{Time(cue.Start)} -->", cue.Text), "S11", 1),
            19 => new(index + cue.Text + "\n\n", "S11"),
            _ => new(Whole(index, timing, cue.Text)),
        };
    }

    private static string Time(int milliseconds)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(Math.Max(0, milliseconds));
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:d2}:{time.Minutes:d2}:{time.Seconds:d2},{time.Milliseconds:d3}");
    }
}
