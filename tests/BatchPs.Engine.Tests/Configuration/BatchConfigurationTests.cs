using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class BatchConfigurationTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("batchps-").FullName;
    private readonly Dictionary<string, string> environment = [];
    private readonly Dictionary<string, string> parameters = [];

    public BatchConfigurationTests()
    {
        var users = OperatingSystem.IsWindows() ? "APPDATA" : "XDG_CONFIG_HOME";
        environment[users] = Path.Join(root, "users");
    }

    private string Here => Directory.CreateDirectory(Path.Join(root, "project", "deep", "deeper")).FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void Load_NothingGiven_EverySettingIsDefault()
    {
        var configuration = Load();

        Assert.Equal(new RunSettings(), configuration.Settings);
        Assert.Null(configuration.FilePath);
        Assert.Equal(23, configuration.Values.Count);
        Assert.All(configuration.Values, value => Assert.Equal("default", value.Origin));
        Assert.All(configuration.Values, value => Assert.Equal(value.Default, value.Value));
        Assert.False(configuration.IsSet("max_retries"));
    }

    [Fact]
    public void Load_EachLayer_TheStrongerWins()
    {
        var file = Write("project/batchps.yaml", """
            batch_processing:
              max_retries: 5
              chunk_size: 6
              max_parallel_workers: 7
            """);
        environment["BATCH_CHUNK_SIZE"] = "16";
        environment["BATCH_MAX_WORKERS"] = "17";
        parameters["-ThrottleLimit"] = "27";

        var configuration = Load();

        Assert.Equal((5, 16, 27), (configuration.Settings.MaxRetries, configuration.Settings.ChunkSize, configuration.Settings.MaxParallelWorkers));
        Assert.Equal($"{file}:2", Value(configuration, "max_retries").Origin);
        Assert.Equal("environment BATCH_CHUNK_SIZE", Value(configuration, "chunk_size").Origin);
        Assert.Equal("parameter -ThrottleLimit", Value(configuration, "max_parallel_workers").Origin);
        Assert.Equal("default", Value(configuration, "retry_delay").Origin);
        Assert.True(configuration.IsSet("max_retries"));
    }

    [Fact]
    public void Load_FilesInParentAndUsersDirectory_OnlyTheNearestIsRead()
    {
        Write("users/" + UsersFolder + "/batchps.yaml", "batch_processing: { max_retries: 1, chunk_size: 1 }");
        Assert.Equal(1, Load().Settings.MaxRetries);

        Write("project/batchps.yaml", "batch_processing: { max_retries: 2 }");
        Assert.Equal((2, 0), (Load().Settings.MaxRetries, Load().Settings.ChunkSize));

        Write("project/deep/batchps.yaml", "other: 1");
        Assert.False(Load().IsSet("max_retries"));
    }

    [Fact]
    public void Load_FileNamed_IsReadInsteadRelativeToTheCurrentDirectory()
    {
        Write("project/batchps.yaml", "batch_processing: { max_retries: 2 }");
        var named = Write("project/mine.yaml", "batch_processing: { max_retries: 9 }");

        var configuration = BatchConfiguration.Load(Here, "../../mine.yaml", environment, parameters);

        Assert.Equal(9, configuration.Settings.MaxRetries);
        Assert.Equal(named, configuration.FilePath);
    }

    [Fact]
    public void Load_FileNamedIsMissing_IsRefused()
    {
        var error = Assert.Throws<BatchException>(() => BatchConfiguration.Load(Here, "no.yaml", environment, parameters));

        Assert.Equal("ConfigurationNotFound", error.Code);
        Assert.Equal($"Configuration file '{Path.Join(Here, "no.yaml")}' does not exist.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("batch_processing:\n")]
    [InlineData("other:\n  max_retrys: x\nlist: [1, 2]\n")]
    public void Load_FileWithoutSettings_IsNoError(string yaml)
    {
        Write("project/batchps.yaml", yaml);

        Assert.Equal(new RunSettings(), Load().Settings);
    }

    [Theory]
    [InlineData("batch_processing:\n  max_retrys: 3", 2, "Setting 'max_retrys' in FILE:2 is not known; did you mean 'max_retries'?")]
    [InlineData("a: 1\n\nbatch_processing:\n\n  Chunk_Size: 3", 5, "Setting 'Chunk_Size' in FILE:5 is not known; did you mean 'chunk_size'?")]
    public void Load_UnknownSettingInFile_IsRefusedWithItsLineAndTheNearest(string yaml, int line, string message)
    {
        var file = Write("project/batchps.yaml", yaml);

        var error = Assert.Throws<BatchException>(Load);

        Assert.Equal("UnknownSetting", error.Code);
        Assert.Equal(message.Replace("FILE", file, StringComparison.Ordinal), error.Message);
        Assert.Contains($"{file}:{line} ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownParameter_IsRefusedWithAllNamesWhenNoneIsNear()
    {
        parameters["zzz"] = "1";

        var error = Assert.Throws<BatchException>(Load);

        Assert.StartsWith("Setting 'zzz' in the parameters is not known; the settings are max_parallel_workers, chunk_size, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_BadValueInEnvironment_IsRefusedWithNameValueRangeAndSource()
    {
        environment["BATCH_MAX_WORKERS"] = "0";

        var error = Assert.Throws<BatchException>(Load);

        Assert.Equal("BadSettingValue", error.Code);
        Assert.Equal(
            "max_parallel_workers is '0' in environment variable BATCH_MAX_WORKERS; it takes a whole number from 1 to 1024, or auto.",
            error.Message);
    }

    [Theory]
    [InlineData("max_retries: ", "max_retries is '' in FILE:2; it takes a whole number from 0 to 100.")]
    [InlineData("max_retries: [1]", "max_retries is not a single value in FILE:2; it takes a whole number from 0 to 100.")]
    [InlineData("retry_backoff: 1,5", "retry_backoff is '1,5' in FILE:2; it takes a number from 1 to 100.")]
    [InlineData("retry_delay: .nan", "retry_delay is '.nan' in FILE:2; it takes a number from 0 to 86400.")]
    [InlineData("max_file_size: -1", "max_file_size is '-1' in FILE:2; it takes a whole number, 0 or more.")]
    [InlineData("stop_on_error: maybe", "stop_on_error is 'maybe' in FILE:2; it takes true or false.")]
    [InlineData("durability: 1", "durability is '1' in FILE:2; it takes one of None, Barrier, Full.")]
    [InlineData("export_format: xml", "export_format is 'xml' in FILE:2; it takes one of json, csv, ndjson, html, text.")]
    public void Load_BadValueInFile_IsRefused(string entry, string message)
    {
        var file = Write("project/batchps.yaml", "batch_processing:\n  " + entry + "\n");

        var error = Assert.Throws<BatchException>(Load);

        Assert.Equal("BadSettingValue", error.Code);
        Assert.Equal(message.Replace("FILE", file, StringComparison.Ordinal), error.Message);
    }

    [Fact]
    public void Load_BadParameterValue_NamesTheParameter()
    {
        parameters["max_retries"] = "101";

        var error = Assert.Throws<BatchException>(Load);

        Assert.Equal("max_retries is '101' in parameter -MaxRetry; it takes a whole number from 0 to 100.", error.Message);
    }

    [Fact]
    public void Load_FrontEndWithNamesOfItsOwn_NamesTheParameterAsItWasTyped()
    {
        parameters["max_retries"] = "101";
        var names = new Dictionary<string, string> { ["max_retries"] = "--max-retries" };

        var error = Assert.Throws<BatchException>(() => BatchConfiguration.Load(Here, null, environment, parameters, names));

        Assert.Equal("max_retries is '101' in parameter --max-retries; it takes a whole number from 0 to 100.", error.Message);
    }

    [Theory]
    [InlineData("batch_processing:\n  a: [1\nb: 2\n", "2: the text after this line is not YAML; a bracket may not be closed.")]
    [InlineData("batch_processing:\n\n  a: 'x\n", "3: While scanning a quoted scalar, found unexpected end of stream.")]
    [InlineData("batch_processing:\n  max_retries: 1\n  max_retries: 2\n", "3: Duplicate key max_retries")]
    [InlineData("batch_processing: 5\n", "1: section batch_processing is '5'; it takes settings as 'name: value'.")]
    [InlineData("batch_processing:\n  max_retries: 1\n---\nother: 1\nbatch_processing:\n  max_retries: 2\n", "5: batch_processing stands behind '---', in another document of the file; it takes its place in the first one.")]
    [InlineData("# mine\n---\n---\nbatch_processing:\n  max_retries: 2\n", "4: batch_processing stands behind '---', in another document of the file; it takes its place in the first one.")]
    [InlineData("- 1\n- 2\n", "1: the file is a list; it takes sections as 'name:'.")]
    public void Load_BrokenFile_IsRefusedWithItsLine(string yaml, string message)
    {
        var file = Write("project/batchps.yaml", yaml);

        var error = Assert.Throws<BatchException>(Load);

        Assert.Equal("BadConfigurationFile", error.Code);
        Assert.Equal($"{file}:{message}", error.Message);
    }

    [Fact]
    public void Load_EmptyEnvironmentVariable_CountsAsNotGiven()
    {
        environment["BATCH_MAX_WORKERS"] = "";

        Assert.False(Load().IsSet("max_parallel_workers"));
    }

    [Fact]
    public void Describe_OtherSettings_GivesEachAsText()
    {
        var text = BatchConfiguration.Describe(new RunSettings { MaxRetries = 0, RetryDelay = 0.5, Durability = Durability.Full });

        Assert.Equal(("0", "0.5", "Full", "true"), (text["max_retries"], text["retry_delay"], text["durability"], text["retry_jitter"]));
    }

    private static string UsersFolder => OperatingSystem.IsWindows() ? "BatchPs" : "batchps";

    private static ConfigurationValue Value(BatchConfiguration configuration, string key) =>
        Assert.Single(configuration.Values, value => value.Key == key);

    private BatchConfiguration Load() => BatchConfiguration.Load(Here, null, environment, parameters);

    private string Write(string relative, string text)
    {
        var path = Path.Join(root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
