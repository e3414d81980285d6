using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using BatchPs.Cli.Commands;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Results;

namespace BatchPs.Cli;

/// <summary>Reads the command line, runs its command, and turns what goes wrong into a message and an exit code.</summary>
internal sealed class CommandLine
{
    private readonly CliHost _host;
    private readonly RootCommand _root;

    internal CommandLine(CliHost host)
    {
        _host = host;
        _root = new RootCommand("Run an operation over many files, in parallel, with a journal.")
        {
            new StartCommand(host),
            new ResumeCommand(host),
            new SuspendCommand(host),
            new StopCommand(host),
            new TuneCommand(host),
            new PlanCommand(host),
            new RunsCommand(host),
            new ResultsCommand(host),
            new ExportCommand(host),
            new CompareCommand(host),
            new RemoveCommand(host),
            new RepairCommand(host),
            new ConfigCommand(host),
        };

        // The library's own also takes /h and /?, which are paths here.
        _root.Options.Remove(_root.Options.OfType<HelpOption>().Single());
        _root.Options.Add(new HelpOption("--help", "-h", "-?"));
    }

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code: see <see cref="ExitCode"/>.</returns>
    internal int Run(string[] args)
    {
        try
        {
            return Invoke(args);
        }
        catch (BatchException error)
        {
            return Report(error, args);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            string code = error is IOException ? "IoError" : "AccessDenied";
            return Report(new BatchException(code, ErrorCategory.Io, error.Message, inner: error), args);
        }
    }

    private int Invoke(string[] args)
    {
        CheckCommand(args);
        OptionSpelling.Check(_root, args);
        ParseResult parsed = _root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors is [{ } first, ..])
        {
            string command = OptionSpelling.NameOf(parsed.CommandResult.Command);
            throw BatchException.Invalid(
                "BadCommandLine",
                first.SymbolResult is ArgumentResult { Tokens: [] } missing ? $"'{command}' needs {missing.Argument.Description}" : $"{first.Message} See '{command} --help'.");
        }

        // Signals belong to the run: it has a grace time of its own.
        return parsed.Invoke(new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = _host.Out, Error = _host.Error,
        });
    }

    private void CheckCommand(string[] args)
    {
        string[] names = [.. _root.Subcommands.Select(command => command.Name)];
        if (args is [] || (!args[0].StartsWith('-') && !names.Contains(args[0])))
        {
            string known = $"The commands are {string.Join(", ", names)}.";
            throw args is []
                ? BatchException.Invalid("NoCommand", $"No command was given. {known}")
                : BatchException.Invalid(
                    "UnknownCommand",
                    $"There is no command '{args[0]}'. {(NearestName.Of(args[0], names) is { } near ? $"Did you mean '{near}'?" : known)}",
                    args[0]);
        }
    }

    private int Report(BatchException error, string[] args)
    {
        if (args.TakeWhile(arg => arg != "--").Contains("--json"))
        {
            JsonDocumentOutput.WriteError(error);
        }
        else
        {
            foreach (string line in $"batchps: {error.Code}: {error.Message}".Split('\n'))
            {
                _host.WriteErrorLine(line.TrimEnd('\r'));
            }
        }

        return ExitCode.Of(error);
    }
}
