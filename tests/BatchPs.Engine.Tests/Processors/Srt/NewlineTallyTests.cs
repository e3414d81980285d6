using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class NewlineTallyTests
{
    [Theory]
    [InlineData("", "Lf")]
    [InlineData("a\nb\r\nc", "Lf")]
    [InlineData("a\r\nb\r\nc\n", "Crlf")]
    [InlineData("a\r\r\nb", "Crlf")]
    [InlineData("a\rb\rc", "Lf")]
    [InlineData("a\r\u200B\u0001\nb", "Lf")]
    [InlineData("a\r\u200B\nb\r\n", "Crlf")]
    [InlineData("a\ré\nb\r\n", "Lf")]
    public void Dominant_PiecesOfAnySize_IsThatOfTheReader(string text, string dominant)
    {
        var whole = new NewlineTally();
        whole.Add(Encoding.UTF8.GetBytes(text));
        var pieces = new NewlineTally();
        foreach (var rune in text.EnumerateRunes())
        {
            pieces.Add(Encoding.UTF8.GetBytes(rune.ToString()));
        }

        var corrector = new SrtCorrector(SrtOptions.Parse(new Dictionary<string, string>()));
        Encoding.UTF8.GetBytes(text).CopyTo(corrector.Input.Reserve(100));
        corrector.Input.Advance(Encoding.UTF8.GetByteCount(text));
        corrector.Read();

        Assert.Equal(
            (dominant, dominant, dominant), (whole.Dominant.ToString(), pieces.Dominant.ToString(), corrector.Document.Newlines.Dominant.ToString()));
    }
}
