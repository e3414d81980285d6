using BatchPs.Engine.Results;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchPs.Engine.Configuration;

/// <summary>Finds <c>batchps.yaml</c> and reads its section <c>batch_processing</c>, each entry with its line.</summary>
internal static class ConfigurationFile
{
    internal const string Name = "batchps.yaml";
    internal const string Section = "batch_processing";

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

        return OfUser(environment) is { } own && File.Exists(own) ? own : null;
    }

    /// <summary>Full path of the user's file, be it there or not; null when the user has no home directory.</summary>
    public static string? OfUser(IReadOnlyDictionary<string, string> environment) =>
        UserDirectory.Configuration.Find(environment, OperatingSystem.IsWindows()) is { } users ? Path.Join(users, Name) : null;

    /// <summary>The section of a file; an empty one when the file has none.</summary>
    /// <exception cref="BatchException">
    /// <c>BadConfigurationFile</c>: it is not YAML, or the section is not a mapping; <c>ConfigurationNotReadable</c>: it cannot be opened.
    /// </exception>
    public static ConfigurationSection Read(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return SectionOf(path, Parse(path, reader));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw NotReadable(path, error.Message, error);
        }
    }

    /// <summary>The section of a file's documents, which stands in the first one.</summary>
    /// <exception cref="BatchException"><c>BadConfigurationFile</c>; also where a later document has a section, which would not be in force.</exception>
    public static ConfigurationSection SectionOf(string path, YamlStream yaml)
    {
        foreach (var document in yaml.Documents.Skip(1))
        {
            if ((document.RootNode as YamlMappingNode)?.Children.Keys.FirstOrDefault(key => key is YamlScalarNode { Value: Section }) is { } second)
            {
                throw Bad(path, second.Start.Line, $"{Section} stands behind '---', in another document of the file; it takes its place in the first one.");
            }
        }

        return Child(Root(path, yaml), Section) is { } section ? ConfigurationSection.Of(path, MappingOf(path, Section, section, "settings")) : ConfigurationSection.Empty;
    }

    /// <summary>The documents of a file.</summary>
    /// <exception cref="BatchException"><c>BadConfigurationFile</c>: it is not YAML.</exception>
    public static YamlStream Parse(string path, TextReader text)
    {
        var yaml = new YamlStream();
        Load(path, yaml, new Parser(text));
        return yaml;
    }

    /// <summary>The mapping that is the first document; null when that is empty.</summary>
    /// <exception cref="BatchException"><c>BadConfigurationFile</c>: it is something else.</exception>
    public static YamlMappingNode? Root(string path, YamlStream yaml) => yaml.Documents.FirstOrDefault()?.RootNode switch
    {
        null or YamlScalarNode { Value: null or "" } => null,
        YamlMappingNode mapping => mapping,
        var other => throw Bad(path, other.Start.Line, $"the file is {Kind(other)}; it takes sections as 'name:'."),
    };

    /// <summary>An entry's value that has to be a mapping; null when it is empty.</summary>
    /// <exception cref="BatchException"><c>BadConfigurationFile</c>: it is something else.</exception>
    public static YamlMappingNode? MappingOf(string path, string name, YamlNode node, string takes) => node switch
    {
        YamlScalarNode { Value: null or "" } => null,
        YamlMappingNode mapping => mapping,
        _ => throw Bad(path, node.Start.Line, $"section {name} is {Kind(node)}; it takes {takes} as 'name: value'."),
    };

    /// <summary>The value of an entry; null when there is none.</summary>
    public static YamlNode? Child(YamlMappingNode? mapping, string name) =>
        mapping?.Children.FirstOrDefault(child => child.Key is YamlScalarNode { Value: { } key } && key == name).Value;

    /// <summary>What a node is, in words.</summary>
    public static string Kind(YamlNode node) => node switch
    {
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        _ => $"'{node}'",
    };

    /// <summary>A file that cannot be read.</summary>
    public static BatchException NotReadable(string path, string why, Exception? inner = null) =>
        new("ConfigurationNotReadable", ErrorCategory.Access, $"Configuration file '{path}' cannot be read: {why}", path, inner);

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

    private static BatchException Bad(string path, long line, string what, Exception? inner = null) =>
        new("BadConfigurationFile", ErrorCategory.Validation, $"{path}:{line}: {what}", path, inner);
}
