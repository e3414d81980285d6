using Xunit;

namespace BatchPs.Reliability;

public class TallyTests
{
    [Fact]
    public void ToString_Counts_AreNamedInTheOrderOfTheirFirstUse()
    {
        using var tally = new Tally("Kills");
        tally.Add("kills", 1200);
        tally.Add("lost", 0);
        tally.Add("kills");

        Assert.Equal("Kills: kills 1,201, lost 0", tally.ToString());
        Assert.Equal(1201, tally["kills"]);
        Assert.Equal(0, tally["torn"]);
    }
}
