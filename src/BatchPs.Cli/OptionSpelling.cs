using System.CommandLine;
using System.Globalization;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Cli;

/// <summary>Refuses options that do not exist. The parser would take a mistyped one for a path or for the value of another.</summary>
internal static class OptionSpelling
{
    /// <summary>Checks what begins with <c>-</c> before <c>--</c>. A negative number may follow an option that takes a value.</summary>
    /// <exception cref="BatchException"><c>UnknownOption</c>, with the nearest name.</exception>
    internal static void Check(RootCommand root, IReadOnlyList<string> args)
    {
        Command command = Named(root, args);
        Option[] options = [.. command.Options, .. root.Options.Where(option => command == root || option.Recursive)];
        bool valueMayFollow = false;
        foreach (string arg in args.TakeWhile(arg => arg != "--"))
        {
            if (!arg.StartsWith('-') || (valueMayFollow && double.TryParse(arg, CultureInfo.InvariantCulture, out _)))
            {
                valueMayFollow = false;
                continue;
            }

            string name = arg.Split('=', ':')[0];
            Option known = options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name))
                ?? throw Unknown(command, options, arg, name);
            valueMayFollow = known.Arity.MaximumNumberOfValues > 0;
        }
    }

    /// <summary>A command as it is typed.</summary>
    internal static string NameOf(Command command) =>
        command is RootCommand ? "batchps" : $"{NameOf(command.Parents.OfType<Command>().First())} {command.Name}";

    // The name of a command below another may follow it at once only: behind an option it is that one's value.
    private static Command Named(RootCommand root, IReadOnlyList<string> args)
    {
        Command command = root.Subcommands.FirstOrDefault(one => one.Name == args[0]) ?? root;
        return command.Subcommands.FirstOrDefault(one => command != root && args.Count > 1 && one.Name == args[1]) ?? command;
    }

    private static BatchException Unknown(Command command, Option[] options, string arg, string name)
    {
        string of = NameOf(command);
        string? nearest = OfLetter(options, name) ?? NearestName.Of(name, options.Select(option => option.Name));
        return BatchException.Invalid(
            "UnknownOption",
            $"'{of}' has no option '{name}'. "
            + (nearest is null ? $"See '{of} --help'." : $"Did you mean '{nearest}'?")
            + $" A path that begins with '-' goes after '--'.",
            arg);
    }

    // A short option that does not exist is the only long one that begins so.
    private static string? OfLetter(Option[] options, string name) =>
        name is ['-', not '-'] && options.Where(option => option.Name.StartsWith("-" + name, StringComparison.Ordinal)).ToArray() is [{ } only] ? only.Name : null;
}
