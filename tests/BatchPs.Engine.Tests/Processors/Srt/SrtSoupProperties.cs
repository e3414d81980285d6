using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Whatever lines stand in a file in whatever order: the output is canonical, and a second run finds nothing to do.</summary>
public sealed class SrtSoupProperties
{
    internal static readonly string[] Lines =
    [
        "", "", "", "", " ", "\t", "\u00A0", "\u200B", "1", "2", "3", "4", "5", "0", "007", " 3 ", "42", "2 foo", "999999999", "9999999999",
        "00:00:01,000 --> 00:00:03,000", "00:00:04,000 --> 00:00:06,000", "00:00:05,000 --> 00:00:04,500", "00:00:02,000 --> 00:00:02,000",
        "00:00:07,000 --> 00:00:07,050", "-00:00:03,000 --> 00:00:04,000", "00:00:04,000 --> -00:00:06,000", "-0:00:00,000 --> 0:00:01,000",
        "100:00:00,000 --> 100:00:01,000", "0:00:00 --> 0:00:05", "00:00:10,639.8046875 --> 00:00:12,1", "00:04,5 -> 00:06,5",
        "4,5 --> 6,5", "00:00:75.000 --- > 00:01:99.5", "00: 00 : 04 , 000  -->\t00:00:06,000  ", "00:00:04,000 -->", "00:00:04,000 --> ",
        "00:00:04,000", "--> 00:00:06,000", "-> 00:00:06,000 X1:1", "00:00:xx,000 --> 00:00:06,000", "xx:yy:zz --> 00:00:06,000",
        "00:00:07,000 --> 00:0", "00:00:04,000 --> 00:00:06,000  X1:100 X2:200 Y1:1 Y2:2", "00:00:04,000 --> 00:00:06,000 same line text",
        "00:00:04,000 --> 00:00:06,000 42", "00:00:04,000 --> 00:00:06,000 --> 00:00:09,000", "00:00:04,00O --> 00:00:06,00O",
        "00:00:04:500 --> 00:00:06:500", "00:00:04,000 --> lunch", "12:30 --> 14:00", "12:30 --> 14:00 train", "so A --> B here",
        "Hello there", "  two  spaces\tand tab ", "<i>unclosed", "<i></i>", "{\\an8}up", "- dash", "Café naïve", "नमस्ते दुनिया", "\u0007bell\u200B", "a\uFEFFb",
        "x\u00A0", "{\\an8} ", "<b> </b>", "1:2:3,4 --> 1:2:5,6", "\u00A000:00:08,000 --> 00:00:09,000",
        "A line that is rather long and would take more than a second to read aloud",
    ];

    private static readonly string[] Newlines = ["\n", "\n", "\n", "\n", "\r\n", "\r", ""];

    [Fact]
    public void Run_AnyLines_GivesCanonicalOutputAndNothingToDoAgain()
    {
        var line = from text in Gen.Elements(Lines)
                   from newline in Gen.Elements(Newlines)
                   from odd in Gen.Choose(0, 9)
                   select text + (odd > 0 ? "\n" : newline);
        var file = Arb.From(line.ListOf(), lines => lines.Select((_, at) => lines.Where((_, i) => i != at).ToList()));

        Prop.ForAll(file, lines => Holds(string.Concat(lines)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(6000)).WithEndSize(60));
        Prop.ForAll(file, lines => HoldsWithRules(string.Concat(lines), "T,D01"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(3000)).WithEndSize(60));
    }

    [Fact]
    public void Run_AnyBytes_NeverThrows() => Prop.ForAll<byte[]>(bytes =>
    {
        var item = MemoryItem.Run([.. "1\n00:00:01,000 --> 00:00:02,000\n"u8, .. bytes]);
        if (item.Outcome.Status == ItemStatus.Succeeded)
        {
            var again = MemoryItem.Run(item.OutputBytes);
            Assert.Equal(item.OutputBytes, again.OutputBytes);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(3000)));

    private static void HoldsWithRules(string input, string rules)
    {
        var item = MemoryItem.Run(input, ("Rules", rules));
        if (item.Outcome.Status == ItemStatus.Succeeded)
        {
            var again = MemoryItem.Run(item.OutputBytes, ("Rules", rules));
            Assert.Equal(item.OutputText, again.OutputText);
            Assert.True(again.Metrics["corrections"] == 0, string.Join('\n', again.Diagnostics));
        }
    }

    private static void Holds(string input)
    {
        var item = MemoryItem.Run(input);
        if (item.Outcome.Status != ItemStatus.Succeeded)
        {
            Assert.False(item.HasOutput);
            return;
        }

        var lineCount = input.Replace("\r\n", "\n").Replace('\r', '\n').Split('\n').Length;
        Assert.All(item.Diagnostics, d => Assert.True(d.Line >= 1 && d.Line <= lineCount && d.Column >= 1, $"{d} of {lineCount} lines"));
        Assert.Equal(item.Metrics["corrections"], item.Diagnostics.Count(d => d.Fixed && d.Rule[0] == 'S'));
        var cues = StrictSrt.Parse(item.OutputText);
        Assert.Equal(item.Metrics["segments"], cues.Count);
        Assert.All(cues, cue => Assert.False(string.IsNullOrWhiteSpace(cue.Text)));
        Assert.Equal(cues.OrderBy(c => c.Start).ThenBy(c => c.End), cues);
        if (item.Metrics["corrections"] == 0 && item.Diagnostics.Count == 0)
        {
            Assert.Equal(input, item.OutputText);
        }

        var again = MemoryItem.Run(item.OutputBytes);
        Assert.Equal(item.OutputText, again.OutputText);
        Assert.True(again.Metrics["corrections"] == 0, string.Join('\n', again.Diagnostics));
    }
}
