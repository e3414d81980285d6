using System.CommandLine;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Options;

/// <summary>Which of the recorded runs are meant: <c>--name</c>, <c>--tag</c>, <c>--state</c>, <c>--operation</c>, <c>--after</c>, <c>--before</c>.</summary>
internal sealed class FilterOptions
{
    private readonly Option<string?> _name = SourceOptions.Text("--name", "NAME", "Only runs of this name; wildcards are allowed.");
    private readonly Option<string[]> _tags = Many("--tag", "TAG", "Only runs with this tag; with all of several.");
    private readonly Option<string[]> _states = Many("--state", "STATE", $"Only runs in this state, or in one of several: {ChoiceText.Names<RunState>()}.");
    private readonly Option<string?> _operation = SourceOptions.Text("--operation", "NAME", "Only runs of this operation; wildcards are allowed.");
    private readonly Option<string?> _after = SourceOptions.Text("--after", "TIME", "Only runs that started at this time or later: 2026-11-20, 2026-11-20T18:00, 7d ago.");
    private readonly Option<string?> _before = SourceOptions.Text("--before", "TIME", "Only runs that started before this time.");

    internal FilterOptions(Command command)
    {
        foreach (Option option in new Option[] { _name, _tags, _states, _operation, _after, _before })
        {
            command.Add(option);
        }
    }

    /// <summary>Whether one of them was given.</summary>
    internal bool IsGiven(ParseResult parsed) =>
        new Option[] { _name, _tags, _states, _operation, _after, _before }.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>The filter.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>, <c>BadWildcard</c>.</exception>
    internal RunFilter Read(ParseResult parsed) => new()
    {
        Name = parsed.GetValue(_name),
        Tags = parsed.GetValue(_tags) ?? [],
        States = [.. (parsed.GetValue(_states) ?? []).Select(text => ChoiceText.Parse<RunState>("--state", text))],
        Operation = parsed.GetValue(_operation),
        After = Moment("--after", parsed.GetValue(_after)),
        Before = Moment("--before", parsed.GetValue(_before)),
    };

    private static DateTimeOffset? Moment(string option, string? text) => text is null ? null
        : RunTime.Moment(text, TimeProvider.System.GetUtcNow())
            ?? throw BatchException.Invalid("BadOptionValue", $"{option} is '{text}'; it takes {RunTime.Moments}.", option);

    private static Option<string[]> Many(string name, string helpName, string description) =>
        new(name) { Description = description, HelpName = helpName, AllowMultipleArgumentsPerToken = false };
}
