using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

/// <summary>The table of docs/configuration.md has all settings, as the program has them.</summary>
public sealed class ConfigurationPageTests
{
    [Fact]
    public void Table_OfThePage_IsTheProgramsTable() => Assert.Equal(BatchConfiguration.Defaults.Select(Row), Rows().Select(row => string.Join(" | ", row[..^1])));

    [Fact]
    public void Table_OfThePage_SaysWhatEachMeans() => Assert.All(Rows(), row => Assert.NotEmpty(row[^1]));

    // Of the meaning the page may say more, and where to read on.
    private static string Row(ConfigurationValue value) =>
        string.Join(" | ", $"`{value.Key}`", Code(value.Environment), Code(value.Parameter), DefaultOf(value), value.Range, value.Unit);

    private static IEnumerable<string[]> Rows() =>
        from line in File.ReadAllLines(Page())
        where line.StartsWith("| `", StringComparison.Ordinal)
        let cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries)
        where cells.Length == 7
        select cells;

    private static string Code(string? name) => name is null ? "-" : $"`{name}`";

    // The number of this machine's processors is nobody else's.
    private static string DefaultOf(ConfigurationValue value) => value.Key == "max_parallel_workers" ? "processors" : value.Default;

    private static string Page()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "BatchPs.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run outside of their repository.");
        }

        return Path.Combine(directory, "docs", "configuration.md");
    }
}
