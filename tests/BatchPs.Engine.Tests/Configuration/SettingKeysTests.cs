using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class SettingKeysTests
{
    /// <summary>Key, lowest and highest accepted text, and one beyond each.</summary>
    public static TheoryData<string, string, string, string, string> Ranges => new()
    {
        { "max_parallel_workers", "1", "1024", "0", "1025" },
        { "chunk_size", "0", "100000", "-1", "100001" },
        { "max_file_size", "0", "9223372036854775807", "-1", "9223372036854775808" },
        { "max_batch_size", "0", "9223372036854775807", "-1", "9223372036854775808" },
        { "max_memory_mb", "16", "1048576", "15", "1048577" },
        { "max_load", "0", "100", "9", "101" },
        { "max_rate", "0", "1000000/s", "-1/s", "10/d" },
        { "progress_update_interval", "0.05", "3600", "0.04", "3600.1" },
        { "progress_every_items", "1", "1000000000", "0", "1000000001" },
        { "max_retries", "0", "100", "-1", "101" },
        { "retry_delay", "0", "86400", "-0.1", "86400.1" },
        { "retry_backoff", "1", "100", "0.9", "100.1" },
        { "retry_jitter", "false", "true", "falsch", "" },
        { "max_retry_delay", "0", "86400", "-0.1", "86400.1" },
        { "enable_incremental", "None", "Content", "true", "3" },
        { "stop_on_error", "false", "true", "2", "y" },
        { "export_format", "json", "text", "xml", "" },
        { "enable_memory_management", "false", "true", "2", "" },
        { "memory_cleanup_interval", "1", "1000000000", "0", "1000000001" },
        { "durability", "None", "Full", "Half", "None,Full" },
        { "minimum_free_space_mb", "0", "1048576", "-1", "1048577" },
        { "disk_full_wait", "0", "86400", "-1", "86401" },
        { "temporal_query_limit", "1", "1000000", "0", "1000001" },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Set_AtAndBeyondTheEdges_TakesTheRangeOnly(string name, string least, string most, string below, string above)
    {
        var key = Assert.Single(SettingKeys.All, key => key.Name == name);

        foreach (var text in new[] { least, most })
        {
            var set = key.Set(new RunSettings(), text);
            Assert.NotNull(set);
            Assert.Equal(text, key.Read(set));
        }

        Assert.Null(key.Set(new RunSettings(), below));
        Assert.Null(key.Set(new RunSettings(), above));
    }

    [Fact]
    public void Set_AnyKey_ChangesItsOwnSettingOnly()
    {
        // AutoWorkers is the one value of max_parallel_workers that is no number.
        Assert.Equal(typeof(RunSettings).GetProperties().Length - 1, SettingKeys.All.Count);
        foreach (var row in Ranges)
        {
            var (name, least, most, _, _) = row.Data;
            var key = SettingKeys.InFile(name, "here");
            var changed = key.Read(new RunSettings()) == least ? most : least;

            var settings = key.Set(new RunSettings(), changed)!;

            Assert.Equal([name], SettingKeys.All.Where(other => other.Read(settings) != other.Read(new RunSettings())).Select(other => other.Name));
        }
    }

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("ON", "true")]
    [InlineData("1", "true")]
    [InlineData("no", "false")]
    [InlineData("Off", "false")]
    [InlineData(" 0 ", "false")]
    public void Set_OtherWordsForASwitch_AreTaken(string given, string text)
    {
        var key = SettingKeys.InFile("stop_on_error", "here");

        Assert.Equal(text, key.Read(key.Set(new RunSettings(), given)!));
    }

    [Theory]
    [InlineData("max_parallel_workers")]
    [InlineData("-ThrottleLimit")]
    [InlineData("throttlelimit")]
    public void AsParameter_NameOrParameterInAnyCase_FindsTheKey(string name) =>
        Assert.Equal("max_parallel_workers", SettingKeys.AsParameter(name).Name);

    [Fact]
    public void All_Names_AreUsedOnce()
    {
        Assert.Distinct(SettingKeys.All.Select(key => key.Name));
        Assert.Distinct(SettingKeys.All.Select(key => key.Variable).OfType<string>());
        Assert.Distinct(SettingKeys.All.Select(key => key.Parameter).OfType<string>());
    }
}
