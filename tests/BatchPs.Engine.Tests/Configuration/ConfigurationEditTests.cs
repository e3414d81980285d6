using System.Runtime.Versioning;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class ConfigurationEditTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];

    public ConfigurationEditTests() => _environment[OperatingSystem.IsWindows() ? "APPDATA" : "XDG_CONFIG_HOME"] = Path.Combine(_folder.Path, "users");

    private string FilePath => Path.Combine(_folder.Path, "batchps.yaml");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("batch_processing:\n  max_retries: 3 # why\n  chunk_size: 1\n", "batch_processing:\n  max_retries: 7 # why\n  chunk_size: 1\n")]
    [InlineData("batch_processing:\n  max_retries:   '3'   # why", "batch_processing:\n  max_retries:   '7'   # why")]
    [InlineData("batch_processing: { chunk_size: 1, max_retries: \"3\" }\n", "batch_processing: { chunk_size: 1, max_retries: \"7\" }\n")]
    [InlineData("batch_processing:\n  \"max_retries\" : 3\n", "batch_processing:\n  \"max_retries\" : 7\n")]
    [InlineData("batch_processing:\n  max_retries: # none\n", "batch_processing:\n  max_retries: 7 # none\n")]
    [InlineData("# top\r\nbatch_processing:\r\n    chunk_size: 1 # one\r\n\r\n# end\r\n", "# top\r\nbatch_processing:\r\n    chunk_size: 1 # one\r\n    max_retries: 7\r\n\r\n# end\r\n")]
    [InlineData("batch_processing:\n  chunk_size: 1", "batch_processing:\n  chunk_size: 1\n  max_retries: 7")]
    [InlineData("batch_processing:\n  chunk_size: 1\n  profiles:\n    a:\n      chunk_size: 2\nother: 1\n", "batch_processing:\n  chunk_size: 1\n  max_retries: 7\n  profiles:\n    a:\n      chunk_size: 2\nother: 1\n")]
    [InlineData("batch_processing:\n  profiles:\n    a:\n      chunk_size: 2 # c\n  # d\nother: 1\n", "batch_processing:\n  profiles:\n    a:\n      chunk_size: 2 # c\n  max_retries: 7\n  # d\nother: 1\n")]
    [InlineData("batch_processing: {}\n", "batch_processing: { max_retries: 7 }\n")]
    [InlineData("batch_processing: # nothing yet\n", "batch_processing: # nothing yet\n  max_retries: 7\n")]
    [InlineData("other:\n  - 1\n# end", "other:\n  - 1\nbatch_processing:\n  max_retries: 7\n# end")]
    [InlineData("# nothing\n", "# nothing\nbatch_processing:\n  max_retries: 7\n")]
    [InlineData("", "batch_processing:\n  max_retries: 7\n")]
    public void Write_OneValue_ChangesNothingElse(string before, string after)
    {
        Save(before);

        Edit(("max_retries", "7")).Write();

        Assert.Equal(after, File.ReadAllText(FilePath));
        Assert.Equal(7, Load().Settings.MaxRetries);
    }

    [Theory]
    [InlineData("batch_processing:\n  chunk_size: 1\n", "batch_processing:\n  chunk_size: 1\n  profiles:\n    night:\n      max_retries: 7\n")]
    [InlineData("batch_processing:\n  profiles:\n    day: { chunk_size: 1 } # d\n", "batch_processing:\n  profiles:\n    day: { chunk_size: 1 } # d\n    night:\n      max_retries: 7\n")]
    [InlineData("batch_processing:\n  profiles:\n    Night: { chunk_size: 1 } # d\n", "batch_processing:\n  profiles:\n    Night: { chunk_size: 1, max_retries: 7 } # d\n")]
    [InlineData("batch_processing: { profiles: { night: { max_retries: 1 } } }\n", "batch_processing: { profiles: { night: { max_retries: 7 } } }\n")]
    [InlineData("batch_processing: { chunk_size: 1 }\n", "batch_processing: { chunk_size: 1, profiles: { night: { max_retries: 7 } } }\n")]
    [InlineData("batch_processing:\n  profiles:\n    night:\n    day:\n      chunk_size: 2\n", "batch_processing:\n  profiles:\n    night:\n      max_retries: 7\n    day:\n      chunk_size: 2\n")]
    public void Write_IntoAProfile_ChangesThatProfileOnly(string before, string after)
    {
        Save(before);

        ConfigurationEdit edit = Edit(change => change with { Profile = "night" }, ("max_retries", "7"));
        edit.Write();

        Assert.Equal(after, File.ReadAllText(FilePath));
        Assert.Equal(7, Load("night").Settings.MaxRetries);
        Assert.Equal(3, Load().Settings.MaxRetries);
        Assert.EndsWith("(profile " + Load("night").Profile!.Name + ")", Assert.Single(edit.Values).Origin, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("batch_processing:\n  # why\n  max_retries: 3 # three\n  chunk_size: 1\n", "batch_processing:\n  # why\n  chunk_size: 1\n")]
    [InlineData("batch_processing:\n  max_retries: 3", "batch_processing:\n")]
    [InlineData("batch_processing: { max_retries: 3, chunk_size: 1 }\n", "batch_processing: { chunk_size: 1 }\n")]
    [InlineData("batch_processing: { chunk_size: 1, max_retries: 3 }\n", "batch_processing: { chunk_size: 1 }\n")]
    [InlineData("batch_processing: { max_retries: 3 }\r\n", "batch_processing: {  }\r\n")]
    public void Write_RemovedKey_LeavesTheRest(string before, string after)
    {
        Save(before);

        Edit(change => change with { Remove = ["max_retries"] }).Write();

        Assert.Equal(after, File.ReadAllText(FilePath));
        Assert.False(Load().IsSet("max_retries"));
    }

    [Fact]
    public void Write_RemovedUnknownKey_RepairsTheFile()
    {
        Save("batch_processing:\n  max_retrys: 3\n  chunk_size: 1\n");

        Edit(change => change with { Remove = ["max_retrys"] }, ("max_retries", "4")).Write();

        Assert.Equal("batch_processing:\n  chunk_size: 1\n  max_retries: 4\n", File.ReadAllText(FilePath));
    }

    [Theory]
    [InlineData("max_retries", "101", "BadSettingValue", "max_retries is '101' in the parameters; it takes a whole number from 0 to 100.")]
    [InlineData("-MaxRetry", "often", "BadSettingValue", "max_retries is 'often' in the parameters; it takes a whole number from 0 to 100.")]
    [InlineData("max_retrys", "1", "UnknownSetting", "Setting 'max_retrys' in the parameters is not known; did you mean 'max_retries'?")]
    [InlineData("profile", "nigth", "UnknownProfile", "Profile 'nigth' in FILE:3 is not known; did you mean 'night'? The profiles of 'FILE' are night, day.")]
    public void Prepare_BadValue_IsRefusedAndNothingIsWritten(string key, string value, string code, string message)
    {
        Save("batch_processing:\n  chunk_size: 1\n\n  profiles:\n    night: {}\n    day: {}\n");
        string before = File.ReadAllText(FilePath);

        var error = Assert.Throws<BatchException>(() => Edit(("chunk_size", "2"), (key, value)));

        Assert.Equal(code, error.Code);
        Assert.Equal(message.Replace("FILE", FilePath, StringComparison.Ordinal), error.Message);
        Assert.Equal(before, File.ReadAllText(FilePath));
    }

    [Fact]
    public void Prepare_FileThatWouldBeRefused_IsRefusedAndNotWritten()
    {
        Save("batch_processing:\n  durability: Half\n");

        var error = Assert.Throws<BatchException>(() => Edit(("max_retries", "1")));

        Assert.Equal($"durability is 'Half' in {FilePath}:2; it takes one of None, Barrier, Full.", error.Message);
    }

    [Theory]
    [InlineData("a: &five 5\nbatch_processing:\n  max_retries: *five\n")]
    [InlineData("batch_processing:\n  max_retries: &x 5\n  chunk_size: *x\n")]
    [InlineData("batch_processing:\n  max_retries: |\n    5\n  chunk_size: 1\n")]
    [InlineData("? a\n: 1\n")]
    public void Prepare_FileThatCannotBeEdited_IsLeftAsItIs(string yaml)
    {
        Save(yaml);

        var error = Assert.Throws<BatchException>(() => Edit(("max_retries", "7")));

        Assert.Equal("ConfigurationNotEditable", error.Code);
        Assert.Equal($"'{FilePath}' was left as it is: the way it is written does not let batch_processing.max_retries be changed alone. Change it in an editor.", error.Message);
        Assert.Equal(yaml, File.ReadAllText(FilePath));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prepare_ReadOnlyFile_IsRefusedAndLeftAsItIs(bool isLink)
    {
        var real = isLink ? Path.Combine(_folder.Path, "real.yaml") : FilePath;
        File.WriteAllText(real, "batch_processing:\n  chunk_size: 1\n");
        if (isLink)
        {
            File.CreateSymbolicLink(FilePath, real);
        }

        File.SetAttributes(real, FileAttributes.ReadOnly);
        try
        {
            var error = Assert.Throws<BatchException>(() => Edit(("max_retries", "7")));

            Assert.Equal(("ConfigurationNotWritable", $"Configuration file '{FilePath}' cannot be written: it is read-only."), (error.Code, error.Message));
            Assert.Equal("batch_processing:\n  chunk_size: 1\n", File.ReadAllText(real));
        }
        finally
        {
            File.SetAttributes(real, FileAttributes.Normal);
        }
    }

    [Fact]
    public void Prepare_NamedFileInADirectoryThatIsNotThere_IsRefusedAndNothingIsMade()
    {
        var named = Path.Combine(_folder.Path, "nowhere", "x.yaml");

        var error = Assert.Throws<BatchException>(() => Edit(change => change with { ConfigurationPath = named }, ("max_retries", "7")));

        Assert.Equal(
            ("ConfigurationNotWritable", $"Configuration file '{named}' cannot be written: the directory '{Path.GetDirectoryName(named)}' does not exist."), (error.Code, error.Message));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Prepare_KeyToRemoveThatIsNotThere_IsRefused()
    {
        Save("batch_processing:\n  chunk_size: 1\n");

        var error = Assert.Throws<BatchException>(() => Edit(change => change with { Remove = ["max_retries"] }));

        Assert.Equal(("SettingNotInFile", $"'{FilePath}' has no max_retries."), (error.Code, error.Message));
    }

    [Fact]
    public void Prepare_NotUtf8_IsRefused()
    {
        File.WriteAllBytes(FilePath, [(byte)'#', 0xFF, (byte)'\n']);

        var error = Assert.Throws<BatchException>(() => Edit(("max_retries", "7")));

        Assert.Equal(("ConfigurationNotReadable", $"Configuration file '{FilePath}' cannot be read: it is not UTF-8, in which it is changed."), (error.Code, error.Message));
    }

    [Fact]
    public void Write_WordsForAValue_AreWrittenAsTheProgramSaysThem()
    {
        Edit(("StopOnError", "YES"), ("durability", "full"), ("retry_delay", "1e1")).Write();

        Assert.Equal("batch_processing:\n  stop_on_error: true\n  durability: Full\n  retry_delay: 10\n", File.ReadAllText(FilePath));
    }

    [Fact]
    public void Write_NoFileInForce_MakesOneHere()
    {
        ConfigurationEdit edit = Edit(("max_retries", "7"));
        Assert.True(edit.IsNew);
        Assert.False(File.Exists(FilePath));

        edit.Write();

        Assert.Equal($"{FilePath}:2", Assert.Single(edit.Values).Origin);
        Assert.Equal("batch_processing:\n  max_retries: 7\n", File.ReadAllText(FilePath));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Write_UserScope_WritesTheUsersFileAndSaysWhatIsReadHere()
    {
        Save("batch_processing:\n");

        ConfigurationEdit edit = Edit(change => change with { Scope = ConfigurationScope.User }, ("max_retries", "7"));
        edit.Write();

        Assert.StartsWith(Path.Combine(_folder.Path, "users"), edit.Path, StringComparison.Ordinal);
        Assert.Equal("batch_processing:\n  max_retries: 7\n", File.ReadAllText(edit.Path));
        Assert.Equal([$"'{FilePath}' is read here instead of '{edit.Path}'."], edit.Remarks);
    }

    [Fact]
    public void Prepare_StrongerValues_AreRemarked()
    {
        Save("batch_processing:\n  profile: night\n  profiles:\n    night: { max_retries: 1 }\n");
        _environment["BATCH_CHUNK_SIZE"] = "8";

        Assert.Equal(
            [
                "chunk_size is '8' in environment variable BATCH_CHUNK_SIZE, which is stronger than the file.",
                "max_retries is '1' in profile night, which the file chooses and which is stronger than its other values.",
            ],
            Edit(("max_retries", "7"), ("chunk_size", "2")).Remarks);
    }

    [Fact]
    public void Write_FileChangedMeanwhile_IsLeft()
    {
        Save("batch_processing:\n");
        ConfigurationEdit edit = Edit(("max_retries", "7"));
        Save("batch_processing: # mine\n");

        var error = Assert.Throws<BatchException>(edit.Write);

        Assert.Equal("ConfigurationChanged", error.Code);
        Assert.Equal("batch_processing: # mine\n", File.ReadAllText(FilePath));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Write_LinkToAPrivateFile_KeepsLinkAndRights()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other rights.");
        string real = _folder.Write("dotfiles/batchps.yaml", "\uFEFFbatch_processing:\n");
        File.SetUnixFileMode(real, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(FilePath, real);

        Edit(("max_retries", "7")).Write();

        Assert.Equal(real, new FileInfo(FilePath).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(real));
        Assert.Equal("\uFEFFbatch_processing:\n  max_retries: 7\n"u8.ToArray(), File.ReadAllBytes(real));
    }

    [Fact]
    public void Write_RenameFails_LeavesTheFileAndNoTemp()
    {
        Save("batch_processing:\n");
        ConfigurationEdit edit = ConfigurationEdit.Prepare(Change(("max_retries", "7")), _environment, new UnwillingStorage());

        Assert.Throws<IOException>(edit.Write);

        Assert.Equal("batch_processing:\n", File.ReadAllText(FilePath));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    private ConfigurationChange Change(params (string Key, string Value)[] values) =>
        new() { CurrentDirectory = _folder.Path, Set = values.ToDictionary(one => one.Key, one => one.Value) };

    private ConfigurationEdit Edit(params (string Key, string Value)[] values) => Edit(change => change, values);

    private ConfigurationEdit Edit(Func<ConfigurationChange, ConfigurationChange> how, params (string Key, string Value)[] values) =>
        ConfigurationEdit.Prepare(how(Change(values)), _environment);

    private BatchConfiguration Load(string? profile = null) =>
        BatchConfiguration.Load(_folder.Path, null, new Dictionary<string, string>(), new Dictionary<string, string>(), profile: profile);

    private void Save(string text) => File.WriteAllText(FilePath, text);

    private sealed class UnwillingStorage : LocalStorage
    {
        internal override void Replace(string from, string to) => throw new IOException("No.");
    }
}
