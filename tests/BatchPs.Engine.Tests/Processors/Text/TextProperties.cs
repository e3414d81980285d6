using System.Text;
using BatchPs.Engine.Processors.Text;
using BatchPs.Engine.Results;
using BatchPs.Engine.Tests.Processors.Srt;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Text;

/// <summary>Whatever bytes a file has: a second run finds nothing to do, and what is outside the remit is as it was.</summary>
public sealed class TextProperties
{
    private static readonly byte[][] Bits =
    [
        .. new[]
        {
            "a", "word", "  x", " ", "  ", "   ", "\t", " \t", "\n", "\n", "\n", "\r\n", "\r\n", "\r", "\r\r\n", "\n\n", "é", "नमस्ते", "🙂", "\uFEFF", "\u00A0", "\u2028", "\u0085", "\v", "\u200B", "\u0001",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0x80], [0xE2, 0x82], [0xF0, 0x9F], [0], [0xFF, 0xFE], [0x81],
    ];

    private static readonly Gen<(byte[] Input, (string, string)[] Options)> Files =
        from bits in Gen.Frequency((8, Gen.Choose(0, 25)), (1, Gen.Constant(Bits.Length - 1))).SelectMany(most => Gen.Elements(Bits[..(most < 26 ? 26 : most + 1)]).ListOf())
        from wide in Gen.Choose(0, 9)
        from bom in Gen.Elements("remove", "keep", "add")
        from newline in Gen.Elements("auto", "lf", "crlf", "keep")
        from spaces in Gen.Elements("remove", "keep", "markdown")
        from end in Gen.Elements("add", "keep")
        select (Encode([.. bits.SelectMany(bit => bit)], wide), new[] { ("Bom", bom), ("Newline", newline), ("TrailingSpace", spaces), ("FinalNewline", end) });

    [Fact]
    public void Run_AnyFile_NeedsNoSecondRunAndIsTheSameInPieces() => Prop.ForAll(Arb.From(Files), file =>
    {
        MemoryItem item = TextRuns.Run(file.Input, file.Options);
        MemoryItem pieces = TextRuns.RunInPieces(file.Input, 16, file.Options);
        Assert.Equal(item.Outcome.Error, pieces.Outcome.Error);
        if (item.Outcome.Status != ItemStatus.Succeeded)
        {
            Assert.False(item.HasOutput);
            return;
        }

        Assert.Equal(item.OutputBytes, pieces.OutputBytes);
        Assert.Equal(item.Metrics, pieces.Metrics);
        Assert.Equal(item.Facts, pieces.Facts);
        Assert.Equal(item.Diagnostics, pieces.Diagnostics);
        Assert.Equal(item.Metrics["corrections"] == 0, file.Input.SequenceEqual(item.OutputBytes));
        MemoryItem again = TextRuns.Run(item.OutputBytes, file.Options);
        Assert.Equal(ItemStatus.Succeeded, again.Outcome.Status);
        Assert.Equal(item.OutputBytes, again.OutputBytes);
        Assert.Equal((0.0, item.Metrics["lines"]), (again.Metrics["corrections"], again.Metrics["lines"]));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(20_000)).WithEndSize(40));

    [Fact]
    public void Run_AnyText_IsWhatThePlainRulesMakeOfIt() => Prop.ForAll(Arb.From(Files), file =>
    {
        string text = new UTF8Encoding(false, false).GetString(file.Input);
        MemoryItem item = TextRuns.Run(file.Input, file.Options);
        if (item.Outcome.Status == ItemStatus.Succeeded && item.Facts["encoding"] == "utf-8" && !text.Contains('\uFFFD'))
        {
            Assert.Equal(Plain(text, file.Options.ToDictionary(one => one.Item1, one => one.Item2)), item.OutputText);
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(20_000)).WithEndSize(40));

    private static byte[] Encode(byte[] bytes, int wide) => wide switch
    {
        0 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))],
        1 => Encoding.BigEndianUnicode.GetBytes(Encoding.UTF8.GetString(bytes)),
        _ => bytes,
    };

    /// <summary>The rules over again, on strings and with no thought of speed.</summary>
    private static string Plain(string text, Dictionary<string, string> options)
    {
        bool hasMark = text.StartsWith('\uFEFF');
        string mark = options["Bom"] == "add" || (options["Bom"] == "keep" && hasMark) ? "\uFEFF" : "";
        text = options["Bom"] == "remove" ? text.TrimStart('\uFEFF') : hasMark ? text[1..] : text;
        var lines = new List<(string Text, string End)>();
        while (text.Length > 0)
        {
            int end = text.IndexOfAny(['\r', '\n']);
            string newline = end < 0 ? "" : text[end..].StartsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : text[end].ToString();
            lines.Add((end < 0 ? text : text[..end], newline));
            text = end < 0 ? "" : text[(end + newline.Length)..];
        }

        int lf = lines.Count(line => line.End == "\n"), crlf = lines.Count(line => line.End == "\r\n"), cr = lines.Count(line => line.End == "\r");
        string own = crlf > lf ? "\r\n" : lf == 0 && cr > 0 && options["Newline"] == "keep" ? "\r" : "\n";
        string style = options["Newline"] switch { "lf" => "\n", "crlf" => "\r\n", _ => own };
        var output = new StringBuilder(mark);
        foreach ((string line, string end) in lines)
        {
            string trimmed = options["TrailingSpace"] == "keep" ? line : line.TrimEnd(' ', '\t');
            bool breaks = options["TrailingSpace"] == "markdown" && end != "" && trimmed != "" && line.EndsWith("  ", StringComparison.Ordinal);
            string newline = end == "" ? trimmed != "" && options["FinalNewline"] == "add" ? style : "" : options["Newline"] == "keep" ? end : style;
            newline = newline == "\n" && options["Newline"] == "keep" && trimmed == "" && output.ToString().EndsWith('\r') ? "\r" : newline;
            output.Append(trimmed).Append(breaks ? "  " : "").Append(newline);
        }

        return output.ToString();
    }
}
