using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

/// <summary>Each key of the table, by each way there is to give it: a key that is added later is tested here without a change.</summary>
public sealed class EverySettingTests : IDisposable
{
    private const string BadText = "~no~";

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Keys => [.. SettingKeys.All.Select(key => key.Name)];

    public static TheoryData<string> Variables => [.. SettingKeys.All.Where(key => key.Variable is not null).Select(key => key.Name)];

    public static TheoryData<string> Parameters => [.. SettingKeys.All.Where(key => key.Parameter is not null).Select(key => key.Name)];

    private string FilePath => Path.Combine(_folder.Path, "batchps.yaml");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Keys))]
    public void Load_KeyInTheFile_IsSetFromThere(string name)
    {
        SettingKey key = KeyOf(name);
        string other = OtherValue(key);

        AssertSet(key, other, $"{FilePath}:2", Load(file: $"{name}: '{other}'"));
        AssertRefused(key, $"{FilePath}:2", () => Load(file: $"{name}: '{BadText}'"));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Load_KeyInAProfile_IsSetFromThere(string name)
    {
        SettingKey key = KeyOf(name);
        string other = OtherValue(key);

        AssertSet(key, other, $"{FilePath}:2 (profile p)", Load(file: $"profiles: {{ p: {{ {name}: '{other}' }} }}", profile: "p"));
        AssertRefused(key, $"{FilePath}:2 (profile p)", () => Load(file: $"profiles: {{ p: {{ {name}: '{BadText}' }} }}"));
    }

    [Theory]
    [MemberData(nameof(Variables))]
    public void Load_VariableOfAKey_IsSetFromThereOverTheFile(string name)
    {
        SettingKey key = KeyOf(name);
        string other = OtherValue(key);
        string usual = key.Read(new RunSettings());

        AssertSet(key, other, "environment " + key.Variable, Load(file: $"{name}: '{usual}'", variable: (key.Variable!, other)));
        AssertRefused(key, "environment variable " + key.Variable, () => Load(variable: (key.Variable!, BadText)));
    }

    [Theory]
    [MemberData(nameof(Parameters))]
    public void Load_ParameterOfAKey_IsSetFromThereOverTheRest(string name)
    {
        SettingKey key = KeyOf(name);
        string other = OtherValue(key);
        string usual = key.Read(new RunSettings());

        AssertSet(
            key, other, "parameter " + key.Parameter,
            Load(file: $"{name}: '{usual}'", variable: key.Variable is null ? null : (key.Variable, usual), parameter: (key.Parameter!, other)));
        AssertRefused(key, "parameter " + key.Parameter, () => Load(parameter: (key.Parameter!, BadText)));
    }

    // The names people have in their scripts.
    [Theory]
    [InlineData("max_parallel_workers", "BATCH_MAX_WORKERS")]
    [InlineData("chunk_size", "BATCH_CHUNK_SIZE")]
    [InlineData("max_file_size", "BATCH_MAX_FILE_SIZE")]
    [InlineData("max_batch_size", "BATCH_MAX_BATCH_SIZE")]
    [InlineData("max_memory_mb", "BATCH_MEMORY_THRESHOLD_MB")]
    [InlineData("progress_every_items", "BATCH_PROGRESS_INTERVAL")]
    [InlineData("max_retries", "BATCH_MAX_RETRIES")]
    [InlineData("retry_delay", "BATCH_RETRY_DELAY")]
    [InlineData("retry_backoff", "BATCH_RETRY_BACKOFF")]
    [InlineData("retry_jitter", "BATCH_RETRY_JITTER")]
    [InlineData("max_retry_delay", "BATCH_MAX_RETRY_DELAY")]
    [InlineData("enable_incremental", "BATCH_INCREMENTAL")]
    [InlineData("stop_on_error", "BATCH_STOP_ON_ERROR")]
    [InlineData("export_format", "BATCH_EXPORT_FORMAT")]
    [InlineData("enable_memory_management", "BATCH_MEMORY_MANAGEMENT")]
    [InlineData("memory_cleanup_interval", "BATCH_MEMORY_CLEANUP_INTERVAL")]
    [InlineData("durability", "BATCH_DURABILITY")]
    [InlineData("minimum_free_space_mb", "BATCH_MINIMUM_FREE_SPACE_MB")]
    [InlineData("temporal_query_limit", "TEMPORAL_QUERY_LIMIT")]
    public void Variable_OfAKey_IsThePromisedOne(string name, string variable) => Assert.Equal(variable, KeyOf(name).Variable);

    private static SettingKey KeyOf(string name) => Assert.Single(SettingKeys.All, key => key.Name == name);

    // A value that the key takes and that is not its default.
    private static string OtherValue(SettingKey key)
    {
        var usual = new RunSettings();
        string[] offered = ["17", "true", "false", .. key.Range.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)];
        return offered.Select(text => key.Set(usual, text)).OfType<RunSettings>().Select(key.Read).First(text => text != key.Read(usual));
    }

    private static void AssertSet(SettingKey key, string value, string origin, BatchConfiguration configuration)
    {
        ConfigurationValue found = Assert.Single(configuration.Values, one => one.Key == key.Name);
        Assert.Equal((value, origin), (found.Value, found.Origin));
        Assert.Equal(value, key.Read(configuration.Settings));
        Assert.True(configuration.IsSet(key.Name));
    }

    private static void AssertRefused(SettingKey key, string source, Func<BatchConfiguration> load)
    {
        var error = Assert.Throws<BatchException>(load);
        Assert.Equal(("BadSettingValue", $"{key.Name} is '{BadText}' in {source}; it takes {key.Range}."), (error.Code, error.Message));
    }

    private BatchConfiguration Load(string? file = null, string? profile = null, (string Name, string Value)? variable = null, (string Name, string Value)? parameter = null)
    {
        File.WriteAllText(FilePath, file is null ? "" : $"batch_processing:\n  {file}\n");
        return BatchConfiguration.Load(
            _folder.Path, null,
            variable is { } one ? new Dictionary<string, string> { [one.Name] = one.Value } : [],
            parameter is { } other ? new Dictionary<string, string> { [other.Name] = other.Value } : [],
            profile: profile);
    }
}
