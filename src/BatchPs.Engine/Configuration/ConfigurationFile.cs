using BatchPs.Engine.Results;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchPs.Engine.Configuration;

/// <summary>Finds <c>batchps.yaml</c> and reads the entries of its section <c>batch_processing</c>, each with its line.</summary>
internal static class ConfigurationFile
{
    private const string Name = "batchps.yaml";
    private const string Section = "batch_processing";

    /// <summary>One entry of the section; <paramref name="Value"/> is null when it is a list or a mapping.</summary>
    internal sealed record Entry(string Key, string? Value, long Line);

    /// <summary>The file named, else the nearest in a directory and its parents, else the user's; null when there is none.</summary>
    /// <exception cref="BatchException"><c>ConfigurationNotFound</c>: the file named is not there.</exception>
    public static string? Find(string currentDirectory, string? named, IReadOnlyDictionary<string, string> environment)
    {
        if (named is not null)
        {
            var path = Path.GetFullPath(named, currentDirectory);
            return File.Exists(path)
                ? path
                : throw BatchException.Invalid("ConfigurationNotFound", $"Configuration file '{path}' does not exist.", path);
        }

        for (var directory = currentDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (Path.Join(directory, Name) is var path && File.Exists(path))
            {
                return path;
            }
        }

        return UserDirectory.Configuration.Find(environment, OperatingSystem.IsWindows()) is { } users
            && Path.Join(users, Name) is var own && File.Exists(own) ? own : null;
    }

    /// <summary>The section's entries in the order of the file; none when the file has no such section.</summary>
    /// <exception cref="BatchException">
    /// <c>BadConfigurationFile</c>: it is not YAML, or the section is not a mapping; <c>ConfigurationNotReadable</c>: it cannot be opened.
    /// </exception>
    public static IReadOnlyList<Entry> Read(string path)
    {
        var section = Root(path)?.Children.FirstOrDefault(child => child.Key is YamlScalarNode { Value: Section }).Value;
        return section switch
        {
            null or YamlScalarNode { Value: null or "" } => [],
            YamlMappingNode mapping => [.. mapping.Children.Select(EntryOf)],
            _ => throw Bad(path, section.Start.Line, $"section {Section} is {Kind(section)}; it takes settings as 'name: value'."),
        };
    }

    private static Entry EntryOf(KeyValuePair<YamlNode, YamlNode> child) => new(
        (child.Key as YamlScalarNode)?.Value ?? Kind(child.Key),
        child.Value is YamlScalarNode scalar ? scalar.Value ?? "" : null,
        child.Key.Start.Line);

    private static YamlMappingNode? Root(string path)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = new StreamReader(path);
            Load(path, yaml, new Parser(reader));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BatchException(
                "ConfigurationNotReadable", ErrorCategory.Access, $"Configuration file '{path}' cannot be read: {error.Message}", path, error);
        }

        return yaml.Documents.FirstOrDefault()?.RootNode switch
        {
            null or YamlScalarNode { Value: null or "" } => null,
            YamlMappingNode mapping => mapping,
            var other => throw Bad(path, other.Start.Line, $"the file is {Kind(other)}; it takes sections as 'name:'."),
        };
    }

    private static void Load(string path, YamlStream yaml, Parser parser)
    {
        try
        {
            yaml.Load(parser);
        }
        catch (YamlException broken)
        {
            throw Bad(path, broken.Start.Line, broken.Message, broken);
        }
        catch (InvalidOperationException broken)
        {
            // YamlDotNet's scanner reports some unclosed brackets this way, without a place of its own.
            throw Bad(path, parser.Current?.End.Line ?? 1, "the text after this line is not YAML; a bracket may not be closed.", broken);
        }
    }

    private static string Kind(YamlNode node) => node switch
    {
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        _ => $"'{node}'",
    };

    private static BatchException Bad(string path, long line, string what, Exception? inner = null) =>
        new("BadConfigurationFile", ErrorCategory.Validation, $"{path}:{line}: {what}", path, inner);
}
