using System.Text;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Processors.Text;
using BatchPs.Engine.Results;
using BatchPs.Engine.Tests.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Text;

public sealed class TextWorkerTests
{
    [Theory]
    [InlineData("one\ntwo\n")]
    [InlineData("one\r\n\r\ntwo\r\n")]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData("  indented\n\tand\u00A0\n\u3000\nform\f\n\u200Bhidden\u2028inside\u0085 \u0007x\n")]
    [InlineData("Grüße, नमस्ते, 🙂\n")]
    public void Run_ANormalFile_ComesOutAsItIs(string text)
    {
        MemoryItem item = TextRuns.Run(text);

        Assert.Equal(ItemStatus.Succeeded, item.Outcome.Status);
        Assert.Equal(Encoding.UTF8.GetBytes(text), item.OutputBytes);
        Assert.Equal(0, item.Metrics["corrections"]);
        Assert.Equal(text.Count(one => one == '\n'), item.Metrics["lines"]);
        Assert.Empty(item.Diagnostics);
        Assert.DoesNotContain(item.Metrics.Keys, name => name.StartsWith("corrections.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("one \t\ntwo", "one\ntwo\n", "TrailingSpace=1 FinalNewline=1")]
    [InlineData("one\r\ntwo\nthree\r\n", "one\r\ntwo\r\nthree\r\n", "Newline=1")]
    [InlineData("one\r\ntwo\nthree", "one\ntwo\nthree\n", "Newline=1 FinalNewline=1")]
    [InlineData("one\rtwo\r", "one\ntwo\n", "Newline=2")]
    [InlineData("one\r\r\ntwo\n", "one\n\ntwo\n", "Newline=2")]
    [InlineData("one\n \t ", "one\n", "TrailingSpace=1")]
    [InlineData(" ", "", "TrailingSpace=1")]
    [InlineData("\uFEFF\uFEFFone\n", "one\n", "Bom=2")]
    [InlineData("\uFEFF", "", "Bom=1")]
    [InlineData("a\uFEFFb\n\uFEFF\n", "a\uFEFFb\n\uFEFF\n", "")]
    public void Run_WithItsDefaults_CorrectsAndCounts(string input, string output, string counts)
    {
        MemoryItem item = TextRuns.Run(input);

        Assert.Equal(output, item.OutputText);
        AssertCounts(counts, item);
    }

    [Theory]
    [InlineData("a\r\nb\rc\nd\r\ne", "Newline=keep", "a\r\nb\rc\nd\r\ne\r\n", "FinalNewline=1")]
    [InlineData("a\r \n", "Newline=keep", "a\r\r", "TrailingSpace=1 Newline=1")]
    [InlineData("a\rb", "Newline=KEEP", "a\rb\r", "FinalNewline=1")]
    [InlineData("a\r\nb\r", "Newline=lf", "a\nb\n", "Newline=2")]
    [InlineData("a\nb", "Newline=crlf", "a\r\nb\r\n", "Newline=1 FinalNewline=1")]
    [InlineData("a", "FinalNewline=keep", "a", "")]
    [InlineData("a \n\t", "TrailingSpace=keep", "a \n\t\n", "FinalNewline=1")]
    [InlineData("a  \nb \nc   \n  \nd\t\ne\t  \nf  ", "TrailingSpace=markdown", "a  \nb\nc  \n\nd\ne  \nf\n", "TrailingSpace=6 FinalNewline=1")]
    [InlineData("\uFEFFa\n", "Bom=keep", "\uFEFFa\n", "")]
    [InlineData("a\n", "Bom=keep", "a\n", "")]
    [InlineData("a\n", "Bom=add", "\uFEFFa\n", "Bom=1")]
    [InlineData("", "Bom=add", "\uFEFF", "Bom=1")]
    [InlineData("\uFEFFa\n", "Bom=add", "\uFEFFa\n", "")]
    public void Run_WithAnOption_DoesWhatItSays(string input, string option, string output, string counts)
    {
        MemoryItem item = TextRuns.Run(input, (option.Split('=')[0], option.Split('=')[1]));

        Assert.Equal(output, item.OutputText);
        AssertCounts(counts, item);
    }

    [Theory]
    [InlineData("utf-16", true, "utf-16le", "bom", "Encoding=1 Bom=1")]
    [InlineData("utf-16BE", false, "utf-16be", "utf16-pattern", "Encoding=1")]
    [InlineData("utf-32", true, "utf-32le", "bom", "Encoding=1 Bom=1")]
    [InlineData("iso-8859-1", false, "windows-1252", "fallback", "Encoding=1")]
    [InlineData("utf-8", true, "utf-8", "bom", "Bom=1")]
    public void Run_AnotherEncoding_IsDecodedAndNamed(string name, bool bom, string found, string how, string counts)
    {
        var encoding = Encoding.GetEncoding(name);
        MemoryItem item = TextRuns.Run([.. bom ? encoding.GetPreamble() : [], .. encoding.GetBytes("Grüße\r\nund Küsse\r\n")]);

        Assert.Equal("Grüße\r\nund Küsse\r\n", item.OutputText);
        Assert.Equal((found, how, "crlf"), (item.Facts["encoding"], item.Facts["encodingFoundBy"], item.Facts["newline"]));
        AssertCounts(counts, item);
        Assert.Equal(
            how == "fallback" ? [("Encoding", DiagnosticSeverity.Warning, 1, 3)] : [],
            item.Diagnostics.Select(one => (one.Rule, one.Severity, (int)one.Line, one.Column)));
    }

    [Fact]
    public void Run_DamagedUtf8_ReplacesEachByteAndSaysWhere()
    {
        MemoryItem item = TextRuns.Run([.. "é\r\nçé"u8, 0xFF, .. " é\n\n"u8, 0xC3, 0x28, .. "é\n"u8]);

        Assert.Equal("é\nçé\uFFFD é\n\n\uFFFD(é\n", item.OutputText);
        Assert.Equal(
            [("Undecodable", DiagnosticSeverity.Error, 2, 3, true), ("Undecodable", DiagnosticSeverity.Error, 4, 1, true)],
            item.Diagnostics.Select(one => (one.Rule, one.Severity, (int)one.Line, one.Column, one.Fixed)));
        AssertCounts("Undecodable=2 Newline=1", item);
    }

    [Fact]
    public void Run_WhatIsNoText_FailsWithItsPlace()
    {
        MemoryItem zeros = TextRuns.Run([.. "PK"u8, 0, 0, 0, 0, 3]);
        MemoryItem one = TextRuns.Run([.. "long enough to be text\nwith é and"u8, 0, .. " NUL\n"u8]);
        MemoryItem undecodable = TextRuns.Run([.. "a\nb"u8, 0x81], ("FallbackEncoding", "windows-1252"));

        Assert.Equal(("BinaryFile", "'talk.srt' has 4 NUL bytes in 7 bytes; expected text."), (zeros.Outcome.Error!.Code, zeros.Outcome.Error.Message));
        Assert.Equal(("BinaryFile", "'talk.srt' has a NUL character; expected text.", 2L, 11), (one.Outcome.Error!.Code, one.Outcome.Error.Message, one.Outcome.Error.Line, one.Outcome.Error.Column));
        Assert.Equal(("UndecodableFile", 2L, 2), (undecodable.Outcome.Error!.Code, undecodable.Outcome.Error.Line, undecodable.Outcome.Error.Column));
        Assert.False(zeros.HasOutput || one.HasOutput || undecodable.HasOutput);
    }

    [Theory]
    [InlineData("Newline", "cr", "auto, lf, crlf, keep")]
    [InlineData("Bom", "yes", "remove, keep, add")]
    [InlineData("Encoding", "utf-7x", "auto or an IANA name such as utf-8, windows-1250, utf-16")]
    [InlineData("FallbackEncoding", "", "IANA names separated by commas")]
    [InlineData("TrailingSpace", "1", "remove, keep, markdown")]
    public void Open_AValueThatIsNotAllowed_IsRefused(string name, string value, string expected)
    {
        BatchException refused = Assert.Throws<BatchException>(() => new TextProcessor().Open(new Dictionary<string, string> { [name] = value }));

        Assert.Equal(("BadOptionValue", $"Option '{name}' of processor 'Text' has the value '{value}'; expected {expected}."), (refused.Code, refused.Message));
    }

    [Fact]
    public void Open_TheDeclaredDefaults_AreAllowedAndChangeNothing()
    {
        var defaults = TextOptions.Declared.Select(option => (option.Name, option.Default)).ToArray();

        Assert.Equal(TextRuns.Run("a \r\nb").OutputBytes, TextRuns.Run("a \r\nb", defaults).OutputBytes);
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        var item = new MemoryItem([.. "text"u8]) { Cancellation = new CancellationToken(canceled: true) };
        using IOperationWorker worker = new TextProcessor().Open(new Dictionary<string, string>()).CreateWorker();

        Assert.Throws<OperationCanceledException>(() => item.Run(worker));
    }

    [Fact]
    public void Run_MoreSpacesInARowThanAreHeld_FailsAndFewerDoNot()
    {
        byte[] spaces = new byte[LineNormalizer.MostSpaces + TextOperation.PieceSize + 2];
        Array.Fill(spaces, (byte)' ');
        spaces[0] = spaces[^1] = (byte)'x';

        MemoryItem failed = TextRuns.Run(spaces);
        MemoryItem kept = TextRuns.Run(spaces[(TextOperation.PieceSize + 1)..], ("FinalNewline", "keep"));

        Assert.Equal(("LineTooLong", 1L), (failed.Outcome.Error!.Code, failed.Outcome.Error.Line));
        Assert.Equal(spaces[(TextOperation.PieceSize + 1)..], kept.OutputBytes);
    }

    private static void AssertCounts(string counts, MemoryItem item)
    {
        Dictionary<string, double> expected = counts.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(one => "corrections." + char.ToLowerInvariant(one[0]) + one[1..one.IndexOf('=')], one => (double)(one[^1] - '0'));
        Assert.Equal(expected, item.Metrics.Where(one => one.Key.StartsWith("corrections.", StringComparison.Ordinal)).ToDictionary());
        Assert.Equal(expected.Values.Sum(), item.Metrics["corrections"]);
    }
}
