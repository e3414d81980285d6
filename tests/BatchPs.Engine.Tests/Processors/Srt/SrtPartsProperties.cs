using System.Globalization;
using System.Text;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>A file that is worked on in parts has the output, metrics, facts and findings that it has as a whole.</summary>
public sealed class SrtPartsProperties
{
    private static readonly int Cases = PropertyCases.Or(3000);

    private static readonly string[] Texts =
    [
        "Hello there", "Hello there", "a", "नमस्ते दुनिया", "Café naïve", "- <i>dash</i>", "two\nlines", "  odd  spaces\t", "be\u200Bll \u0007 here", "42",
        "<b></b>", "text\n\nafter a blank line", "ends.", "Is it?", "a\u200Bb  <font color=red>c</font>\n\u0001d {\\an8}e <i>f", "\uFFFD as it stands", "{\\an8}up", "text\n\n7\n\nmore",
        "A line that is rather long and would take more than a second to read aloud, so that its end moves far",
        "um, so it goes ,well...", "and then .. what", "you know\nthat (one", "cafe\u0301 <b>bold", "日本語の字幕です。", "short", "- yes\n- no", "he said: \"this", "</b> Ah ! bon",
    ];

    private static readonly string[] Arrows =
        [" --> ", " --> ", " --> ", " --> ", " -> ", " - > ", "-->", " --> 00:0", " \n--> ", " "];

    private static readonly string[] Gaps = ["\n", "\n", "\n", "\n", "\n", "\n\n", " \n", "", "\u200B\n", "\n\nsome text\n\n", "\u00A0\n"];

    private static readonly (string Name, string Value)[][] Options =
    [
        [], [], [("Newline", "crlf")], [("KeepBom", "true")], [("Mode", "Check")], [("Rules", "M,N,P,C,D,W,T")], [("MinimumScore", "60")],
        [("Encoding", "windows-1252")], [("Report", "Summary")],
    ];

    private static readonly Gen<(string Name, string Value)[]> AnyRules =
        from rules in Gen.SubListOf(SrtRules.OptIn.Where(rule => rule is not (SrtRule.F01 or SrtRule.G01)))
        from fillers in Gen.Elements("", "um, you know, well")
        from language in Gen.Elements("auto", "none", "ja", "fr")
        from profile in Gen.Elements(ScoreProfile.All.Select(p => p.Name).ToArray())
        select new[] { ("Rules", string.Join(',', rules)), ("FillerWords", fillers), ("Language", language), ("Profile", profile) };

    [Fact]
    public void Run_InParts_IsAsTheWhole() => Check(Gen.Elements(Options));

    [Fact]
    public void Run_InPartsWithAnyRules_IsAsTheWhole() => Check(AnyRules);

    private static void Check(Gen<(string Name, string Value)[]> options)
    {
        var file = from lines in Gen.OneOf(Block, Block, Block, Block, Soup).ListOf()
                   from newline in Gen.Elements("\n", "\n", "\n", "\r\n", "\r\n", "\r")
                   from odd in Gen.Choose(0, 40).ListOf(lines.Count + 1)
                   from bytes in Encoded(Join(lines, newline, odd))
                   select bytes;
        var divided = 0;
        var succeeded = 0;
        Prop.ForAll(
            file.ToArbitrary(), options.ToArbitrary(), Gen.Choose(40, 700).ToArbitrary(),
            (bytes, chosen, size) =>
            {
                var many = Compare(bytes, chosen, size);
                divided += many.ScratchFiles;
                succeeded += many.Outcome.Status == ItemStatus.Succeeded ? 1 : 0;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithEndSize(60));

        Assert.True(divided > Cases / 3 && succeeded > Cases / 2, $"{divided} divided, {succeeded} succeeded");
    }

    private static Gen<string> Soup => Gen.Elements(SrtSoupProperties.Lines).ListOf().Select(lines => string.Concat(lines.Take(8).Select(l => l + "\n")));

    private static Gen<string> Block =>
        from index in Gen.Frequency((8, Gen.Choose(1, 40).Select(i => $"{i}\n")), (1, Gen.Constant("")), (1, Gen.Constant("007\n")), (1, Gen.Constant("2 \n\n")))
        from at in Gen.Frequency((6, Gen.Choose(0, 60)), (1, Gen.Constant(0)), (1, Gen.Choose(0, 400_000)))
        from fraction in Gen.Choose(0, 999)
        from length in Gen.Frequency((8, Gen.Choose(300, 6000)), (1, Gen.Choose(-3000, 300)), (1, Gen.Choose(7000, 20_000)), (1, Gen.Constant(0)))
        from arrow in Gen.Frequency((30, Gen.Constant(" --> ")), (1, Gen.Elements(Arrows)))
        from sign in Gen.Frequency((30, Gen.Constant("")), (1, Gen.Constant("-")))
        from mark in Gen.Frequency((20, Gen.Constant(',')), (1, Gen.Constant('.')))
        from rest in Gen.Frequency((30, Gen.Constant("")), (1, Gen.Elements("  X1:1 X2:2", " same line text", " same <b>li\u200Bne</b> text", " ", "\u200B")))
        from text in Gen.Frequency((20, Gen.Elements(Texts).Select(t => t + "\n")), (1, Gen.Constant("")))
        from gap in Gen.Frequency((10, Gen.Constant("\n")), (3, Gen.Elements(Gaps)))
        let start = at * 3000L + fraction
        select $"{index}{sign}{Time(start, mark)}{arrow}{Time(Math.Max(0, start + length), mark)}{rest}\n{text}{gap}";

    private static string Time(long ms, char mark) => string.Create(
        CultureInfo.InvariantCulture, $"{ms / 3_600_000:00}:{ms / 60_000 % 60:00}:{ms / 1000 % 60:00}{mark}{ms % 1000:000}");

    /// <summary>Gives lines a newline each, now and then another one; the last may have none.</summary>
    private static string Join(List<string> blocks, string newline, List<int> odd)
    {
        var text = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
        {
            text.Append(blocks[i].Replace("\n", odd[i] switch { 0 => "\r", 1 => "\r\n", 2 => "\n", _ => newline }, StringComparison.Ordinal));
        }

        return odd[^1] % 3 == 0 ? text.ToString().TrimEnd('\r', '\n') : text.ToString();
    }

    private static Gen<byte[]> Encoded(string text) =>
        from kind in Gen.Choose(0, 11)
        from at in Gen.Choose(0, 1000).ListOf(3)
        from bad in Gen.Elements((byte)0xFF, (byte)0xC3, (byte)0x80, (byte)0xE2, (byte)0)
        select kind switch
        {
            0 => Encoding.Unicode.GetBytes(text),
            1 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(text)],
            2 => [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(text), 0xD8, 0],
            3 => [0, 0, 0xFE, 0xFF, .. new UTF32Encoding(true, false).GetBytes(text)],
            4 => Encoding.Latin1.GetBytes(text + "é"),
            5 => Damaged(text + "नमस्ते", at, bad),
            6 => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)],
            7 => [0xEF, 0xBB, 0xBF, .. Damaged(text, at, bad)],
            _ => Encoding.UTF8.GetBytes(text),
        };

    private static byte[] Damaged(string text, List<int> places, byte bad)
    {
        var bytes = Encoding.UTF8.GetBytes(text + "\n");
        foreach (var place in places)
        {
            bytes[place % bytes.Length] = bad;
        }

        return bytes;
    }

    private static MemoryItem Compare(byte[] bytes, (string Name, string Value)[] options, int size)
    {
        var all = options.ToDictionary(o => o.Name, o => o.Value);
        all.TryAdd("Report", "Diagnostics");
        var parsed = SrtOptions.Parse(all);
        using var whole = new SrtWorker(parsed, SrtLimits.Default);
        using var parts = new SrtWorker(parsed, new SrtLimits(size, size, 1 << 20, 16 + size % 50));
        var one = new MemoryItem(bytes).Run(whole);
        var many = new MemoryItem(bytes).Run(parts);

        Assert.Equal(one.Outcome, many.Outcome);
        if (one.Outcome.Status == ItemStatus.Succeeded)
        {
            Assert.Equal(one.HasOutput, many.HasOutput);
            if (one.HasOutput)
            {
                Assert.Equal(one.OutputText, many.OutputText);
            }
        }

        Assert.Equal(one.Metrics, many.Metrics);
        Assert.Equal(one.Facts, many.Facts);
        if (one.Diagnostics.Count > 0)
        {
            Assert.Equal(
                one.Diagnostics.Select(d => d.ToString()).Order(StringComparer.Ordinal), many.Diagnostics.Select(d => d.ToString()).Order(StringComparer.Ordinal));
        }

        return many;
    }
}
