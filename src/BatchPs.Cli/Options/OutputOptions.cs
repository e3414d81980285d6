using System.CommandLine;
using BatchPs.Engine.Running;

namespace BatchPs.Cli.Options;

/// <summary>How much a command says: <c>--verbose</c>, <c>--quiet</c>, <c>--json</c>.</summary>
internal sealed class OutputOptions
{
    private readonly Option<bool> _verbose = Flag("--verbose", "Say more: every item, and why each is skipped, run again, retried or held back.");
    private readonly Option<bool> _debug = Flag("--debug", "Say what the engine does, too, for who looks for a fault.");
    private readonly Option<bool> _quiet = Flag("--quiet", "Say nothing but errors; stronger than --verbose and --debug.");
    private readonly Option<bool> _json = Flag("--json", "One JSON document on standard output.");

    private readonly Option<string?> _eventLog = SourceOptions.Text("--event-log", "PATH", "A file that gets an event a line, as JSON; appended to.");

    /// <param name="command">The command.</param>
    /// <param name="runs">Whether it executes a run.</param>
    internal OutputOptions(Command command, bool runs = false)
    {
        if (runs)
        {
            command.Add(_eventLog);
        }

        command.Add(_verbose);
        command.Add(_debug);
        command.Add(_quiet);
        command.Add(_json);
    }

    /// <summary>An option without a value: what follows it is never taken for one.</summary>
    internal static Option<bool> Flag(string name, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>What an execution tells beside its results.</summary>
    internal RunTelling Telling(CliHost host, ParseResult parsed) => new()
    {
        Level = Read(parsed).Level,
        EventLog = parsed.GetValue(_eventLog) is { } path ? host.FullPath(path) : null,
    };

    internal OutputMode Read(ParseResult parsed) => new(
        Quiet: parsed.GetValue(_quiet),
        Verbose: (parsed.GetValue(_verbose) || parsed.GetValue(_debug)) && !parsed.GetValue(_quiet),
        Json: parsed.GetValue(_json)) { Debug = parsed.GetValue(_debug) && !parsed.GetValue(_quiet) };
}

/// <summary>How much a command says.</summary>
/// <param name="Quiet">Nothing but errors.</param>
/// <param name="Verbose">Every item and verbose notices too.</param>
/// <param name="Json">One JSON document instead of text.</param>
internal sealed record OutputMode(bool Quiet, bool Verbose, bool Json)
{
    /// <summary>What the engine does, too.</summary>
    internal bool Debug { get; init; }

    /// <summary>The softest notices that are shown.</summary>
    internal NoticeLevel Level => Quiet ? NoticeLevel.Warning : Debug ? NoticeLevel.Debug : Verbose ? NoticeLevel.Verbose : NoticeLevel.Information;
}
