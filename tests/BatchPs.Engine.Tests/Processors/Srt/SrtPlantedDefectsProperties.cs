using System.Text;
using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Files with known defects: each is reported with rule, line and cue, and the output is what was meant.</summary>
public sealed class SrtPlantedDefectsProperties
{
    private const int Step = 4000;

    public enum Defect
    {
        None, OddIndex, NoIndex, DotTiming, ShortArrow, TrailingSpace, NoEmptyLine, TwoEmptyLines, NbspLine, BlankInside,
        DoubleSpace, Invisible, NoText, Swapped, NoEnd, NoTiming, Split, NoHours,
    }

    [Fact]
    public void Run_PlantedDefects_AreEachReportedAndMended()
    {
        var file = Arb.From(
            Gen.Elements(Enum.GetValues<Defect>()).ListOf(),
            defects => defects.Select((_, at) => defects.Where((_, i) => i != at).ToList()));

        Prop.ForAll(file, defects => Holds([Defect.None, .. defects, Defect.None]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(3000)).WithEndSize(40));
    }

    private static void Holds(Defect[] defects)
    {
        var file = new StringBuilder();
        var line = 1;
        var meant = new List<StrictCue>();
        var planted = new List<(string Rule, long Line, int Cue)>();
        for (var i = 0; i < defects.Length; i++)
        {
            var block = Block.Of(IsTold(defects, i) ? defects[i] : Defect.None, i, meant.LastOrDefault());
            if (block.Rule is not null)
            {
                planted.Add((block.Rule, line + block.RuleLine, defects[i] is >= Defect.NoEmptyLine and <= Defect.NbspLine ? i + 2 : i + 1));
            }

            if (block.Meant is not null)
            {
                meant.Add(block.Meant);
            }

            var text = i + 1 < defects.Length ? block.Text : block.Text.TrimEnd('\n') + "\n";
            file.Append(text);
            line += text.Count(c => c == '\n');
        }

        var item = MemoryItem.Run(file.ToString());

        Assert.Equal(ItemStatus.Succeeded, item.Outcome.Status);
        Assert.Equal(meant, StrictSrt.Parse(item.OutputText));
        var found = item.Diagnostics.Select(d => (d.Rule, d.Line, d.Cue)).ToHashSet();
        Assert.All(planted, p => Assert.True(found.Contains(p), $"{p} not among:\n{string.Join('\n', item.Diagnostics)}"));
        if (planted.Count == 0)
        {
            Assert.Equal(file.ToString(), item.OutputText);
            Assert.Empty(item.Diagnostics);
        }

        Assert.Equal(0, MemoryItem.Run(item.OutputBytes).Metrics["corrections"]);
    }

    /// <summary>Only a due index after an empty line tells that a timing line is missing: else its number and text may be text.</summary>
    private static bool IsTold(Defect[] defects, int i) =>
        defects[i] != Defect.NoTiming || defects[i - 1] is not (Defect.OddIndex or Defect.NoIndex or Defect.NoEmptyLine);

    /// <summary>One cue with its defect: the text with the gap after it, what it means, and the rule and line (from 0) to be reported.</summary>
    private sealed record Block(string Text, StrictCue? Meant, string? Rule = null, int RuleLine = 0)
    {
        public static Block Of(Defect defect, int i, StrictCue? before)
        {
            int number = i + 1, start = 1000 + i * Step, end = start + 2000;
            string words = $"words of cue number {(char)('a' + i % 26)}", timing = $"{Time(start)} --> {Time(end)}";
            var meant = new StrictCue(start, end, words);
            string Whole(string index, string middle, string text, string gap = "\n") => $"{index}{middle}\n{text}\n{gap}";
            return defect switch
            {
                Defect.OddIndex => new(Whole($"{number * 3 + 70}\n", timing, words), meant, "S03"),
                Defect.NoIndex => new(Whole("", timing, words), meant, "S03"),
                Defect.DotTiming => new(Whole($"{number}\n", timing.Replace(',', '.'), words), meant, "S04", 1),
                Defect.ShortArrow => new(Whole($"{number}\n", timing.Replace("-->", "->"), words), meant, "S04", 1),
                Defect.TrailingSpace => new(Whole($"{number}\n", timing + " \t", words), meant, "S04", 1),
                Defect.NoHours => new(Whole($"{number}\n", timing.Replace("00:", ""), words), meant, "S04", 1),
                Defect.Split => new(Whole($"{number}\n", timing.Replace(" -->", "\n-->"), words), meant, "S04", 1),
                Defect.NoEmptyLine => new(Whole($"{number}\n", timing, words, ""), meant, "S05", 3),
                Defect.TwoEmptyLines => new(Whole($"{number}\n", timing, words, "\n\n"), meant, "S05", 4),
                Defect.NbspLine => new(Whole($"{number}\n", timing, words, "\u00A0\n"), meant, "S05", 3),
                Defect.BlankInside => new(
                    Whole($"{number}\n", timing, words + "\n \nmore"), meant with { Text = words + "\nmore" }, "S05", 3),
                Defect.DoubleSpace => new(Whole($"{number}\n", timing, " " + words.Replace(" of ", " \t of ")), meant, "S06", 2),
                Defect.Invisible => new(Whole($"{number}\n", timing, words.Insert(3, "\u200B\u0001")), meant, "S07", 2),
                Defect.NoText => new(Whole($"{number}\n", timing, "<i> </i>"), null, "S08"),
                Defect.Swapped => new(Whole($"{number}\n", $"{Time(end)} --> {Time(start)}", words), meant, "S10", 1),
                Defect.NoEnd => new(
                    Whole($"{number}\n", Time(start) + " -->", words), meant with { End = start + words.Length * 50 }, "S11", 1),
                Defect.NoTiming => new(
                    $"{number}\n{words}\n\n",
                    meant with { Start = before!.End + 83, End = before.End + 83 + words.Length * 50 }, "S11"),
                _ => new(Whole($"{number}\n", timing, words), meant),
            };
        }

        private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", null);
    }
}
