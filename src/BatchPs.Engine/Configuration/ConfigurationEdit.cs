using System.Security.Cryptography;
using System.Text;
using BatchPs.Engine.Storage;

namespace BatchPs.Engine.Configuration;

/// <summary>A checked change of a configuration file, not written yet.</summary>
public sealed class ConfigurationEdit
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly LocalStorage _storage;
    private readonly byte[]? _before;
    private readonly byte[] _after;

    private ConfigurationEdit(LocalStorage storage, string path, byte[]? before, byte[] after, IReadOnlyList<ConfigurationValue> values, IReadOnlyList<string> remarks)
    {
        (_storage, Path, _before, _after) = (storage, path, before, after);
        (Values, Remarks) = (values, remarks);
    }

    /// <summary>Full path of the file.</summary>
    public string Path { get; }

    /// <summary>Whether the file is made.</summary>
    public bool IsNew => _before is null;

    /// <summary>The settings that are changed, as the file then has them.</summary>
    public IReadOnlyList<ConfigurationValue> Values { get; }

    /// <summary>Why a value that is written is not the one in force here, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; }

    /// <summary>Checks a change: every value, and the file it makes. Nothing is written.</summary>
    /// <param name="change">The change.</param>
    /// <param name="environment">Environment variables.</param>
    /// <exception cref="BatchException">
    /// <c>UnknownSetting</c>, <c>BadSettingValue</c>, <c>UnknownProfile</c>, <c>SettingNotInFile</c>, <c>NoConfigurationDirectory</c>,
    /// <c>ConfigurationNotReadable</c>, <c>ConfigurationNotWritable</c>, <c>BadConfigurationFile</c>, <c>ConfigurationNotEditable</c>.
    /// </exception>
    public static ConfigurationEdit Prepare(ConfigurationChange change, IReadOnlyDictionary<string, string> environment) =>
        Prepare(change, environment, new LocalStorage());

    internal static ConfigurationEdit Prepare(ConfigurationChange change, IReadOnlyDictionary<string, string> environment, LocalStorage storage)
    {
        List<(string Key, string Value)> given = [.. change.Set.Select(one => Checked(one.Key, one.Value, change))];
        string[] removed = [.. change.Remove.Select(name => SettingKeys.All.FirstOrDefault(key => key.IsCalled(name))?.Name ?? name)];
        var path = PathOf(change, environment);
        if (change.ConfigurationPath is not null || File.Exists(path))
        {
            ConfigurationRights.Check(path);
        }

        var before = Read(path);
        var hasMark = before.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        var text = new ConfigurationText(path, before is null ? "" : Decode(path, before.AsSpan(hasMark ? Encoding.UTF8.Preamble.Length : 0)));
        foreach (var (key, value) in given)
        {
            text = text.With(KeysTo(text, change.Profile, key), value);
        }

        foreach (var key in removed)
        {
            text = text.Without(KeysTo(text, change.Profile, key)) ?? throw BatchException.Invalid(
                "SettingNotInFile", $"'{path}' has no {key}{(change.Profile is null ? "" : $" in profile {change.Profile}")}.", key);
        }

        var section = text.Section;
        ProfileChoice.OfFile(section, path)?.In(section);
        var profile = change.Profile is null || section.Profiles.Count == 0 ? null : new ProfileChoice(change.Profile, change.Source, path);
        var written = BatchConfiguration.OfFile(path, section, profile);
        HashSet<string> changed = [.. given.Select(one => one.Key), .. removed];
        byte[] after = [.. hasMark ? Encoding.UTF8.Preamble : [], .. Utf8.GetBytes(text.Text)];
        return new ConfigurationEdit(
            storage, path, before, after,
            [.. written.Values.Where(value => changed.Contains(value.Key))],
            [.. ConfigurationRemarks.On(change, path, section, changed, environment)]);
    }

    /// <summary>Writes the file: all of it or nothing. It keeps its rights, and a link stays one.</summary>
    /// <exception cref="BatchException"><c>ConfigurationChanged</c>: somebody has changed the file since it was read.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write()
    {
        if (_before is null ? File.Exists(Path) : !File.Exists(Path) || !File.ReadAllBytes(Path).AsSpan().SequenceEqual(_before))
        {
            throw BatchException.Invalid("ConfigurationChanged", $"'{Path}' was changed meanwhile and was left as it is. Give the command again.", Path);
        }

        var target = (IsNew ? null : new FileInfo(Path).ResolveLinkTarget(returnFinalTarget: true)?.FullName) ?? Path;
        var directory = System.IO.Path.GetDirectoryName(target)!;
        _storage.CreateDirectory(directory);
        var temp = TempName.For(RandomNumberGenerator.GetHexString(8, lowercase: true), target, Environment.ProcessId);
        var output = new OutputFile(_storage, temp);
        try
        {
            if (_before is not null)
            {
                FileRights.Copy(target, temp);
            }

            output.Write(_after);
            output.Sync();
            output.Seal();
            _storage.Replace(temp, target);
            output.MarkPlaced();
            _storage.SyncDirectory(directory);
        }
        finally
        {
            output.Release();
        }
    }

    private static (string Key, string Value) Checked(string name, string text, ConfigurationChange change)
    {
        if (name.Equals(ConfigurationSection.ProfileKey, StringComparison.OrdinalIgnoreCase) && change.Profile is null)
        {
            return (ConfigurationSection.ProfileKey, text);
        }

        var key = SettingKeys.Called(name, change.Source);
        return (key.Name, key.Read(new GivenSetting(key, text, change.Source, change.Source).ApplyTo(new RunSettings())));
    }

    private static string[] KeysTo(ConfigurationText text, string? profile, string key) => profile is null
        ? [ConfigurationFile.Section, key]
        : [ConfigurationFile.Section, ConfigurationSection.ProfilesKey, Spelled(text, profile), key];

    // As the file spells it, so that no second profile is made beside it.
    private static string Spelled(ConfigurationText text, string profile)
    {
        string[] names = [.. text.Section.Profiles.Select(one => one.Name)];
        return names.FirstOrDefault(name => name == profile) ?? names.FirstOrDefault(name => name.Equals(profile, StringComparison.OrdinalIgnoreCase)) ?? profile;
    }

    private static string PathOf(ConfigurationChange change, IReadOnlyDictionary<string, string> environment)
    {
        var here = System.IO.Path.Join(change.CurrentDirectory, ConfigurationFile.Name);
        return change.ConfigurationPath is { } named ? System.IO.Path.GetFullPath(named, change.CurrentDirectory) : change.Scope switch
        {
            ConfigurationScope.Directory => here,
            ConfigurationScope.User => ConfigurationFile.OfUser(environment) ?? throw BatchException.Invalid(
                "NoConfigurationDirectory", "The user has no configuration directory, because there is no home directory. Name the file instead."),
            _ => ConfigurationFile.Find(change.CurrentDirectory, null, environment) ?? here,
        };
    }

    private static byte[]? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationFile.NotReadable(path, error.Message, error);
        }
    }

    private static string Decode(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw ConfigurationFile.NotReadable(path, "it is not UTF-8, in which it is changed.", error);
        }
    }
}
