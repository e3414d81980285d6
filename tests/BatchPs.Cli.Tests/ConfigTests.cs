using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class ConfigTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Config_ThreeLayers_ShowsWhereEachValueComesFrom()
    {
        string file = _shell.Write("batchps.yaml", "batch_processing:\n  max_retries: 5\n");
        _shell.Environment["BATCH_CHUNK_SIZE"] = "7";

        JsonElement document = _shell.Run("config", "--json").Json;

        Dictionary<string, string> settings = document.GetProperty("settings").EnumerateArray().ToDictionary(
            setting => setting.GetProperty("key").GetString()!, setting => $"{setting.GetProperty("value")} from {setting.GetProperty("origin")}");
        Assert.Equal(file, document.GetProperty("file").GetString());
        Assert.Equal($"5 from {file}:2", settings["max_retries"]);
        Assert.Equal("7 from environment BATCH_CHUNK_SIZE", settings["chunk_size"]);
        Assert.Equal("1024 from default", settings["max_memory_mb"]);
    }

    [Fact]
    public void Config_AsText_HasALineASetting()
    {
        string file = _shell.Write("other.yaml", "batch_processing:\n  stop_on_error: true\n");

        string[] lines = _shell.Run("config", "--config", "other.yaml").Lines;

        Assert.Equal(["Setting", "Value", "Unit", "From"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(lines, line => line.StartsWith("stop_on_error ", StringComparison.Ordinal) && line.EndsWith($"true            {file}:2", StringComparison.Ordinal));
        Assert.Equal(24, lines.Length);
    }
}
