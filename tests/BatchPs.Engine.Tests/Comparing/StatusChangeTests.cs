using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Comparing;

public sealed class StatusChangeTests
{
    private const string States = "- Succeeded Failed Skipped Unchanged NotRun Interrupted";

    // A row for each state before, a column for each state now, both in the order of States. nf newly failing, sf still failing, fx fixed, ad added,
    // rm removed, ns newly skipped, ls no longer skipped.
    private static readonly string[] Table =
    [
        "..  ad  nf+ad  ad  ad  ad  ad", // not there
        "rm  ..  nf     ns  ..  ..  ..", // Succeeded
        "rm  fx  sf     ns  fx  ..  ..", // Failed
        "rm  ls  nf     ..  ls  ..  ..", // Skipped
        "rm  ..  nf     ns  ..  ..  ..", // Unchanged
        "rm  ..  ..     ..  ..  ..  ..", // NotRun
        "rm  ..  ..     ..  ..  ..  ..", // Interrupted
    ];

    public static TheoryData<string, string, string> Pairs()
    {
        var data = new TheoryData<string, string, string>();
        string[] states = Words(States);
        foreach ((int row, string line) in Table.Index())
        {
            foreach ((int column, string kinds) in Words(line).Index())
            {
                data.Add(states[row], states[column], kinds);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_EveryPairOfStates_IsAsInTheTable(string before, string after, string kinds) =>
        Assert.Equal(kinds == ".." ? [] : kinds.Split('+').Select(Kind), StatusChange.Of(State(before), State(after)));

    [Fact]
    public void Table_HasEveryState()
    {
        Assert.Equal(Enum.GetNames<ItemStatus>().Prepend("-"), Words(States));
        Assert.Equal(49, Pairs().Count);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static ItemStatus? State(string name) => name == "-" ? null : Enum.Parse<ItemStatus>(name);

    private static ItemChangeKind Kind(string name) => name switch
    {
        "nf" => ItemChangeKind.NewlyFailing,
        "sf" => ItemChangeKind.StillFailing,
        "fx" => ItemChangeKind.Fixed,
        "ad" => ItemChangeKind.Added,
        "rm" => ItemChangeKind.Removed,
        "ns" => ItemChangeKind.NewlySkipped,
        "ls" => ItemChangeKind.NoLongerSkipped,
        _ => throw new ArgumentException(name),
    };
}
