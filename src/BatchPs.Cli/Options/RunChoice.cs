using System.CommandLine;
using BatchPs.Engine;
using BatchPs.Engine.Results;

namespace BatchPs.Cli.Options;

/// <summary>Which run a command is about: an id, <c>--name</c>, <c>--journal</c>, or the last one.</summary>
internal sealed class RunChoice
{
    private readonly Argument<string?> _id = new("id") { Description = "Id of a run, or its beginning.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _last = OutputOptions.Flag("--last", "The newest run; the default.");
    private readonly Option<string?> _name = SourceOptions.Text("--name", "NAME", "The newest run of a name.");
    private readonly Option<string?> _journal = SourceOptions.Text("--journal", "PATH", "The run of a journal.");

    internal RunChoice(Command command)
    {
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
            : byRun(id is not null ? runs.Find(id) : name is not null ? runs.FindByName(name) : runs.Last());
    }
}
