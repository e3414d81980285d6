using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class ProfileTests : IDisposable
{
    private const string TwoProfiles = """
        batch_processing:
          max_retries: 5
          chunk_size: 4
          profiles:
            night: { max_retries: 9, max_parallel_workers: 2 }
            Day:
              max_retries: 1
            empty:
        """;

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly Dictionary<string, string> _parameters = [];

    private string FilePath => Path.Combine(_folder.Path, "batchps.yaml");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ProfileOfAParameter_IsStrongerThanTheFileAndWeakerThanTheEnvironment()
    {
        Save(TwoProfiles);
        _environment["BATCH_MAX_WORKERS"] = "6";

        BatchConfiguration configuration = Load("NIGHT");

        Assert.Equal((9, 4, 6), (configuration.Settings.MaxRetries, configuration.Settings.ChunkSize, configuration.Settings.MaxParallelWorkers));
        Assert.Equal($"{FilePath}:5 (profile night)", Origin(configuration, "max_retries"));
        Assert.Equal($"{FilePath}:3", Origin(configuration, "chunk_size"));
        Assert.Equal("environment BATCH_MAX_WORKERS", Origin(configuration, "max_parallel_workers"));
        Assert.Equal("night", configuration.Profile?.Name);
        Assert.True(configuration.IsSet("max_retries"));
    }

    [Fact]
    public void Load_EachWayToChoose_TheStrongerWins()
    {
        Save(TwoProfiles);
        Assert.Null(Load().Profile);
        Assert.Equal(5, Load().Settings.MaxRetries);

        Save(TwoProfiles.Replace("  profiles:", "  profile: night\n  profiles:", StringComparison.Ordinal));
        Assert.Equal(9, Load().Settings.MaxRetries);

        _environment["BATCH_PROFILE"] = "day";
        Assert.Equal(1, Load().Settings.MaxRetries);
        Assert.Equal("Day", Load().Profile?.Name);

        Assert.Equal(5, Load("empty").Settings.MaxRetries);

        _environment["BATCH_PROFILE"] = "";
        Assert.Equal("night", Load().Profile?.Name);
    }

    [Fact]
    public void Profiles_AFileWithSome_HasThemWithTheirSettings()
    {
        Save(TwoProfiles);

        IReadOnlyList<ConfigurationProfile> profiles = Load("day").Profiles;

        Assert.Equal([("night", $"{FilePath}:5", false), ("Day", $"{FilePath}:6", true), ("empty", $"{FilePath}:8", false)], profiles.Select(one => (one.Name, one.Origin, one.IsInForce)));
        Assert.Equal(["max_retries=9", "max_parallel_workers=2"], profiles[0].Settings.Select(one => $"{one.Key}={one.Value}"));
        Assert.Empty(profiles[2].Settings);
    }

    [Fact]
    public void Load_UnknownProfile_IsRefusedWithThoseThereAre()
    {
        Save(TwoProfiles);
        AssertRefused("nihgt", $"Profile 'nihgt' in the parameters is not known; did you mean 'night'? The profiles of '{FilePath}' are night, Day, empty.");
        AssertRefused("Netflix", $"Profile 'Netflix' in the parameters is not known; the profiles of '{FilePath}' are night, Day, empty.");

        _environment["BATCH_PROFILE"] = "dusk";
        AssertRefused(null, $"Profile 'dusk' in environment variable BATCH_PROFILE is not known; the profiles of '{FilePath}' are night, Day, empty.");

        _environment.Clear();
        Save("batch_processing:\n  profile: [a]\n");
        AssertRefused(null, $"Profile '' in {FilePath}:2 is not known; '{FilePath}' has no profiles.");

        File.Delete(FilePath);
        AssertRefused("night", "Profile 'night' in the parameters is not known; there is no configuration file (batchps.yaml) here, which would have it.");
    }

    [Theory]
    [InlineData("max_retries: 101", "BadSettingValue", "max_retries is '101' in FILE:4 (profile night); it takes a whole number from 0 to 100.")]
    [InlineData("max_retrys: 1", "UnknownSetting", "Setting 'max_retrys' in FILE:4 (profile night) is not known; did you mean 'max_retries'?")]
    [InlineData("profile: day", "UnknownSetting", "Setting 'profile' in FILE:4 (profile night) is not known; ")]
    public void Load_BadProfileThatIsNotChosen_IsRefusedToo(string entry, string code, string message)
    {
        Save($"batch_processing:\n  profiles:\n    night:\n      {entry}\n    day: {{}}\n");

        var error = Assert.Throws<BatchException>(() => Load("day"));

        Assert.Equal(code, error.Code);
        Assert.StartsWith(message.Replace("FILE", FilePath, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profiles: 5", "section profiles is '5'; it takes profiles as 'name: value'.")]
    [InlineData("profiles: { night: [1] }", "section profiles: night is a list; it takes settings as 'name: value'.")]
    public void Load_ProfilesThatAreNoMapping_AreRefused(string entry, string message)
    {
        Save($"batch_processing:\n  {entry}\n");

        Assert.Equal($"{FilePath}:2: {message}", Assert.Throws<BatchException>(() => Load()).Message);
    }

    private static string Origin(BatchConfiguration configuration, string key) => Assert.Single(configuration.Values, value => value.Key == key).Origin;

    private void AssertRefused(string? profile, string message)
    {
        var error = Assert.Throws<BatchException>(() => Load(profile));
        Assert.Equal(("UnknownProfile", message), (error.Code, error.Message));
    }

    private BatchConfiguration Load(string? profile = null) => BatchConfiguration.Load(_folder.Path, null, _environment, _parameters, profile: profile);

    private void Save(string text) => File.WriteAllText(FilePath, text);
}
