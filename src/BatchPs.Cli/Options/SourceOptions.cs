using System.CommandLine;
using System.Globalization;
using BatchPs.Engine;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Selecting;

namespace BatchPs.Cli.Options;

/// <summary>What is read and where outputs go: the paths of the command line and the options that choose among their files.</summary>
internal sealed class SourceOptions
{
    private readonly Argument<string[]> _paths = new("paths")
    {
        Description = "SOURCE [DESTINATION]: a directory, a file or a wildcard, and the directory outputs go to (./processed).",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _destination = Text("--destination", "DIR", "Where outputs go; then several sources may be named.", "-d");
    private readonly Option<string?> _root = Text("--root", "DIR", "Directory whose tree is mirrored; by default a single SOURCE directory.");
    private readonly Option<string?> _pattern = Text("--pattern", "WILDCARD", "Only files whose name matches.");
    private readonly Option<string[]> _include = new("--include") { Description = "Only files that match one of these; repeatable.", HelpName = "WILDCARD" };
    private readonly Option<string[]> _exclude = new("--exclude") { Description = "Leave out what matches one of these; repeatable.", HelpName = "WILDCARD" };
    private readonly Option<bool> _recursive = OutputOptions.Flag("--recursive", "Directories inside, too.", "-r");
    private readonly Option<string?> _depth = Text("--depth", "N", "Recurse, at most so many levels; 0 is the directory itself.");
    private readonly Option<bool> _inPlace = OutputOptions.Flag("--in-place", "Replace the inputs.");

    internal SourceOptions(Command command)
    {
        command.Add(_paths);
        foreach (Option option in (Option[])[_destination, _root, _pattern, _include, _exclude, _recursive, _depth, _inPlace])
        {
            command.Add(option);
        }
    }

    /// <summary>An option with a text of its own.</summary>
    internal static Option<string?> Text(string name, string value, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = value };

    /// <summary>Fills in what the request reads and where it writes.</summary>
    /// <exception cref="BatchException">The paths or the depth cannot be meant.</exception>
    internal BatchRequest ApplyTo(BatchRequest request, CliHost host, ParseResult parsed)
    {
        string[] paths = parsed.GetValue(_paths)!;
        string? destination = parsed.GetValue(_destination);
        bool inPlace = parsed.GetValue(_inPlace);
        if (destination is null && !inPlace && paths.Length > 1 && !(AreSources(host, paths) && host.Engine.OnlyChecks(request with { Selection = Select(host, paths) })))
        {
            destination = DestinationAmong(host, paths);
            paths = paths[..^1];
        }

        int? depth = Depth(parsed.GetValue(_depth));
        return request with
        {
            Selection = Select(host, paths) with
            {
                Filter = parsed.GetValue(_pattern),
                Include = parsed.GetValue(_include) ?? [],
                Exclude = parsed.GetValue(_exclude) ?? [],
                Recurse = parsed.GetValue(_recursive) || depth is not null,
                Depth = depth,
            },
            Root = parsed.GetValue(_root) ?? (paths is [{ } only] && Directory.Exists(host.FullPath(only)) ? only : null),
            Destination = destination,
            InPlace = inPlace,
        };
    }

    // A shell expands *.srt: its last file is no destination.
    private static bool AreSources(CliHost host, string[] paths) => paths.Length > 2 || File.Exists(host.FullPath(paths[^1]));

    private static string DestinationAmong(CliHost host, string[] paths)
    {
        if (AreSources(host, paths))
        {
            throw BatchException.Invalid(
                "SeveralSources",
                FormattableString.Invariant($"{paths.Length} paths were given, '{paths[0]}' to '{paths[^1]}'. ")
                + "Several sources need --destination (or --in-place); quote a wildcard to keep the shell from expanding it.",
                paths[^1]);
        }

        return paths[1];
    }

    private static Selection Select(CliHost host, string[] paths)
    {
        ILookup<bool, string> byExistence = paths.ToLookup(path => Path.Exists(host.FullPath(path)));
        return new Selection
        {
            LiteralPaths = [.. byExistence[true].Select(host.FullPath)],

            // The current directory's name may have brackets; only what was typed is a wildcard.
            Paths = [.. byExistence[false].Select(path =>
                Path.IsPathFullyQualified(path) ? path : Path.Join(Selection.Literally(host.CurrentDirectory), path))],
        };
    }

    private static int? Depth(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int depth) ? depth
        : throw BatchException.Invalid("BadOptionValue", $"--depth is '{text}'; it takes a whole number, 0 or more.", "--depth");
}
