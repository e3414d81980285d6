using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class QuotationTests
{
    [Fact]
    public void Of_LongText_IsCutBetweenCharacters()
    {
        var text = "a" + new string('é', 600);

        Assert.Equal("a" + new string('é', 499) + "…", Quotation.Of(Encoding.UTF8.GetBytes(text)));
        Assert.Equal(text[..500], Quotation.Of(Encoding.UTF8.GetBytes(text[..500])));
    }
}
