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
        Assert.Equal(Engine.Configuration.BatchConfiguration.Defaults.Count + 1, lines.Length);
    }

    [Fact]
    public void Config_Profile_IsAppliedAndListed()
    {
        string file = _shell.Write("batchps.yaml", "batch_processing:\n  profiles:\n    night: { max_retries: 9 }\n    day: {}\n");

        JsonElement document = _shell.Run("config", "--profile", "night", "--json").Json;
        string[] lines = _shell.Run("config", "--profile", "night").Lines;

        Assert.Equal("night", document.GetProperty("profile").GetString());
        Assert.Equal(["night", "day"], document.GetProperty("profiles").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal("9", document.GetProperty("profiles")[0].GetProperty("settings").GetProperty("max_retries").GetString());
        Assert.Contains(lines, line => line.StartsWith("max_retries ", StringComparison.Ordinal) && line.EndsWith($"{file}:3 (profile night)", StringComparison.Ordinal));
        Assert.Equal("Profiles: night (in force), day", lines[^1]);
        Assert.Equal(
            new Ended(2, "", $"batchps: UnknownProfile: Profile 'nihgt' in the parameters is not known; did you mean 'night'? The profiles of '{file}' are night, day.\n"),
            _shell.Run("start", "in", "out", "--profile", "nihgt"));
    }

    [Fact]
    public void ConfigSet_AValue_IsWrittenAndNothingElse()
    {
        string file = _shell.Write("batchps.yaml", "# mine\nbatch_processing:\n  max_retries: 5 # five\n");

        Ended ended = _shell.Run("config", "set", "max_retries", "7");
        JsonElement night = _shell.Run("config", "set", "chunk_size", "4", "--profile", "night", "--json").Json;

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.EndsWith($"{file}:3", ended.Lines[1], StringComparison.Ordinal);
        Assert.Equal($"{file}:6 (profile night)", night.GetProperty("settings")[0].GetProperty("origin").GetString());
        Assert.Equal("# mine\nbatch_processing:\n  max_retries: 7 # five\n  profiles:\n    night:\n      chunk_size: 4\n", File.ReadAllText(file));

        Assert.Equal(0, _shell.Run("config", "unset", "chunk_size", "--profile", "night").ExitCode);
        Assert.Equal("# mine\nbatch_processing:\n  max_retries: 7 # five\n  profiles:\n    night:\n", File.ReadAllText(file));
    }

    [Fact]
    public void ConfigSet_StrongerVariable_IsWarnedOf()
    {
        _shell.Environment["BATCH_MAX_RETRIES"] = "2";

        Ended ended = _shell.Run("config", "set", "max_retries", "7");

        Assert.Equal((0, "Warning: max_retries is '2' in environment variable BATCH_MAX_RETRIES, which is stronger than the file.\n"), (ended.ExitCode, ended.Error));
    }

    [Fact]
    public void ConfigSet_DirectoryThatIsNotThere_ExitsWith73AndMakesNothing()
    {
        Ended ended = _shell.Run("config", "set", "max_retries", "3", "--config", "nowhere/x.yaml");

        Assert.Equal(
            new Ended(73, "", $"batchps: ConfigurationNotWritable: Configuration file '{_shell["nowhere/x.yaml"]}' cannot be written: the directory '{_shell["nowhere"]}' does not exist.\n"),
            ended);
        Assert.False(Directory.Exists(_shell["nowhere"]));
    }

    [Theory]
    [InlineData("BadSettingValue: max_retries is 'many' in the command line; it takes a whole number from 0 to 100.", "set", "max_retries", "many")]
    [InlineData("UnknownSetting: Setting 'max_retrys' in the command line is not known; did you mean 'max_retries'?", "set", "max_retrys", "1")]
    [InlineData("SettingNotInFile: 'FILE' has no max_retries.", "unset", "max_retries")]
    [InlineData("SeveralFiles: One file is meant: give --user or --config, not both.", "set", "max_retries", "1", "--user", "--config", "x.yaml")]
    [InlineData("UnknownOption: 'batchps config set' has no option '--usr'. Did you mean '--user'? A path that begins with '-' goes after '--'.", "set", "max_retries", "1", "--usr")]
    [InlineData("BadCommandLine: 'batchps config set' needs a value.", "set", "max_retries")]
    public void ConfigEdit_WhatCannotBeMeant_ExitsWith2AndWritesNothing(string message, params string[] args)
    {
        IReadOnlyList<string> tree = _shell.Tree();

        Ended ended = _shell.Run(["config", .. args]);

        Assert.Equal(new Ended(2, "", $"batchps: {message.Replace("FILE", _shell["batchps.yaml"], StringComparison.Ordinal)}\n"), ended);
        Assert.Equal(tree, _shell.Tree());
    }
}
