using System.Text;
using BatchPs.Engine.Processors.Encodings;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class EncodingDetectorTests
{
    private const string Cue = "1\n00:00:01,000 --> 00:00:02,000\nCafé, naïve\n";

    [Theory]
    [InlineData("utf-8", true, "bom", "utf-8")]
    [InlineData("utf-8", false, "utf8", "utf-8")]
    [InlineData("utf-16", true, "bom", "utf-16le")]
    [InlineData("utf-16BE", true, "bom", "utf-16be")]
    [InlineData("utf-32", true, "bom", "utf-32le")]
    [InlineData("utf-32BE", true, "bom", "utf-32be")]
    [InlineData("utf-16", false, "utf16-pattern", "utf-16le")]
    [InlineData("utf-16BE", false, "utf16-pattern", "utf-16be")]
    [InlineData("iso-8859-1", false, "fallback", "windows-1252")]
    public void Run_Encoding_IsFoundAndDecoded(string name, bool bom, string how, string found)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes = [.. bom ? encoding.GetPreamble() : [], .. encoding.GetBytes(Cue)];

        var detected = EncodingDetector.Detect(bytes, Options().Encodings, out var failure);

        Assert.Null(failure);
        Assert.Equal((how, found), (detected!.How, detected.Name));
        Assert.Equal(Cue, MemoryItem.Run(bytes).OutputText);
    }

    [Fact]
    public void Detect_FallbackList_TakesTheFirstThatHasEveryByte()
    {
        byte[] bytes = [.. "caf"u8, 0xE9, (byte)' ', 0x81, (byte)' '];

        var detected = EncodingDetector.Detect(bytes, Options(("FallbackEncoding", "windows-1252, windows-1251, iso-8859-1")).Encodings, out _);

        Assert.Equal("windows-1251", detected!.Name);
    }

    [Fact]
    public void Run_NoFallbackHasTheByte_FailsAtTheByte()
    {
        var item = MemoryItem.Run([.. "1\n00:00:01,000 --> 00:00:02,000\ncaf"u8, 0x81, (byte)' ']);

        Assert.Equal(
            "talk.srt:3:4: UndecodableFile: 'talk.srt' has byte 0x81; expected text in UTF-8, UTF-16 or windows-1252.",
            item.Outcome.Error!.ToString());
    }

    [Fact]
    public void Run_DamagedUtf8_ReportsEachBadByteAndKeepsTheRest()
    {
        var item = MemoryItem.Run([.. "1\n00:00:01,000 --> 00:00:02,000\nCaf\u00E9 na\u00EFve "u8, 0xFF, 0xFE, .. " end\n"u8]);

        Assert.Equal("1\n00:00:01,000 --> 00:00:02,000\nCafé naïve \uFFFD\uFFFD end\n", item.OutputText);
        Assert.Equal([(3L, 12, 1), (3L, 13, 1)], item.Diagnostics.Where(d => d.Rule == "E03").Select(d => (d.Line, d.Column, d.Cue)));
        Assert.Equal((0, 0), (item.Metrics["scoreBefore"], item.Metrics["scoreAfter"]));
    }

    [Fact]
    public void Run_LoneSurrogate_IsReplacedAndReported()
    {
        var item = MemoryItem.Run([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("1\n00:00:01,000 --> 00:00:02,000\nab"), 0x3D, 0xD8, (byte)'\n', 0]);

        Assert.Equal("1\n00:00:01,000 --> 00:00:02,000\nab\uFFFD\n", item.OutputText);
        Assert.Equal((3L, 3), item.Diagnostics.Where(d => d.Rule == "E03").Select(d => (d.Line, d.Column)).Single());
    }

    [Fact]
    public void Run_ExplicitEncoding_SkipsDetection()
    {
        var item = MemoryItem.Run(Encoding.UTF8.GetBytes(Cue), ("encoding", "windows-1252"));

        Assert.Equal("1\n00:00:01,000 --> 00:00:02,000\nCafÃ©, naÃ¯ve\n", item.OutputText);
    }

    [Fact]
    public void Run_ManyNuls_IsBinaryWithItsPlace()
    {
        var item = MemoryItem.Run([.. "1\nab"u8, 0, 0, 0, 0, .. "c\n"u8]);

        Assert.Equal("talk.srt:2:3: BinaryFile: 'talk.srt' has 4 NUL bytes in 10 bytes; expected subtitle text.", item.Outcome.Error!.ToString());
    }

    private static SrtOptions Options(params (string Name, string Value)[] options) =>
        SrtOptions.Parse(options.ToDictionary(o => o.Name, o => o.Value));
}
