using System.CommandLine;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Options;

/// <summary>Which run a command is about: an id, <c>--name</c>, <c>--journal</c>, or the last one.</summary>
internal sealed class RunChoice
{
    private readonly bool _isLive;
    private readonly Argument<string?> _id = new("id") { Description = "Id of a run, or its beginning.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _last;
    private readonly Option<string?> _name;
    private readonly Option<string?> _journal = SourceOptions.Text("--journal", "PATH", "The run of a journal.");

    /// <param name="command">The command that gets the options.</param>
    /// <param name="isLive">Whether a run is meant that a process executes now, where there is a choice.</param>
    internal RunChoice(Command command, bool isLive = false)
    {
        _isLive = isLive;
        string newest = isLive ? "The newest live run" : "The newest run";
        _last = OutputOptions.Flag("--last", $"{newest}; the default.");
        _name = SourceOptions.Text("--name", "NAME", $"{newest} of a name.");
        command.Add(_id);
        command.Add(_last);
        command.Add(_name);
        command.Add(_journal);
    }

    /// <summary>The run.</summary>
    /// <exception cref="BatchException">There is no such run, or two were named.</exception>
    internal RunSummary Find(CliHost host, ParseResult parsed) => Choose(host, parsed, host.Engine.Runs.FindByJournal, run => run);

    /// <summary>Full path of the run's journal; nothing is read of one that is named by its path.</summary>
    /// <exception cref="BatchException">As <see cref="Find"/>.</exception>
    internal string FindJournal(CliHost host, ParseResult parsed) => Choose(host, parsed, path => path, run => run.JournalPath);

    private T Choose<T>(CliHost host, ParseResult parsed, Func<string, T> byJournal, Func<RunSummary, T> byRun)
    {
        string? id = parsed.GetValue(_id);
        string? name = parsed.GetValue(_name);
        string? journal = parsed.GetValue(_journal);
        bool[] given = [id is not null, name is not null, journal is not null, parsed.GetValue(_last)];
        if (given.Count(one => one) > 1)
        {
            throw BatchException.Invalid("SeveralRuns", "One run is meant: give its id, --name, --journal or --last, not two of them.");
        }

        RunCatalog runs = host.Engine.Runs;
        return journal is not null ? byJournal(host.FullPath(journal))
            : byRun(id is not null ? runs.Find(id)
                : _isLive ? FindLive(runs, name)
                : name is not null ? runs.FindByName(name)
                : runs.Last());
    }

    // A run of the name that has ended is found, too, so that the refusal says how.
    private static RunSummary FindLive(RunCatalog runs, string? name) =>
        runs.FindLive(name) ?? (name is null ? throw BatchException.Invalid("RunNotLive", "No run is live.") : runs.FindByName(name));
}
