using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class SrtOptionsTests
{
    private const string Cue = "1\n00:00:01,000 --> 00:00:03,000\nHello\n";

    [Theory]
    [InlineData("Encoding", "klingon", "auto or an IANA name such as utf-8, windows-1250, utf-16")]
    [InlineData("FallbackEncoding", "windows-1252,,latin1", "IANA names separated by commas")]
    [InlineData("KeepBom", "yes", "true, false")]
    [InlineData("Newline", "cr", "auto, lf, crlf")]
    [InlineData("Profile", "Cinema", "Netflix, Bbc, SubtitleEdit, Lecture")]
    public void Open_BadValue_IsRefusedByName(string option, string value, string expected)
    {
        var error = Assert.Throws<BatchException>(() => new SrtProcessor().Open(new Dictionary<string, string> { [option] = value }));

        Assert.Equal("BadOptionValue", error.Code);
        Assert.Equal($"Option '{option}' of processor 'Srt' has the value '{value}'; expected {expected}.", error.Message);
        Assert.Equal(option, error.Target);
    }

    [Fact]
    public void Parse_OtherCase_IsTheSame()
    {
        var options = SrtOptions.Parse(new Dictionary<string, string>
        {
            ["keepbom"] = "TRUE", ["NEWLINE"] = "Crlf", ["profile"] = "lecture", ["encoding"] = "AUTO",
        });

        Assert.Equal((true, NewlineChoice.Crlf, ScoreProfile.Lecture, null), (options.KeepBom, options.Newline, options.Profile, options.Encoding));
        Assert.Equal("windows-1252", Assert.Single(options.Fallbacks).WebName);
    }

    [Fact]
    public void Run_KeepBom_KeepsItAndCountsNothing()
    {
        var item = MemoryItem.Run("\uFEFF" + Cue, ("KeepBom", "true"));

        Assert.Equal("\uFEFF" + Cue, item.OutputText);
        Assert.Equal(0, item.Metrics["corrections"]);
    }

    [Theory]
    [InlineData("crlf", "\r\n", 1)]
    [InlineData("lf", "\n", 0)]
    [InlineData("auto", "\n", 0)]
    public void Run_Newline_IsTheOneAskedFor(string choice, string newline, int corrections)
    {
        var item = MemoryItem.Run(Cue, ("Newline", choice));

        Assert.Equal(Cue.Replace("\n", newline), item.OutputText);
        Assert.Equal(corrections, item.Metrics["corrections"]);
    }
}
