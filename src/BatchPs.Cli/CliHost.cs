using BatchPs.Engine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Cli;

/// <summary>What a command works with: the process's surroundings, and the engine.</summary>
internal sealed class CliHost(IReadOnlyDictionary<string, string> environment, string currentDirectory, TextWriter output, TextWriter error)
{
    /// <summary>Environment variables.</summary>
    internal IReadOnlyDictionary<string, string> Environment { get; } = environment;

    /// <summary>Full path.</summary>
    internal string CurrentDirectory { get; } = currentDirectory;

    /// <summary>Standard output: results and summaries.</summary>
    internal TextWriter Out { get; } = output;

    /// <summary>Standard error: progress, notices, errors.</summary>
    internal TextWriter Error { get; } = error;

    /// <summary>The engine, with the user's state directory.</summary>
    internal BatchEngine Engine => field ??= new BatchEngine(StateDirectory.Of(Environment));

    /// <summary>A path of the command line in full.</summary>
    internal string FullPath(string path) => Path.GetFullPath(path, CurrentDirectory);

    /// <summary>Writes a line of results for a person.</summary>
    internal void WriteLine(string text)
    {
        try
        {
            Out.WriteLine(VisibleText.Of(text));
        }
        catch (IOException) when (!Console.IsOutputRedirected)
        {
            // The terminal was closed; the run it belonged to must still end well. A file that cannot be written is an error.
        }
    }

    /// <summary>Writes a line that is no result.</summary>
    internal void WriteErrorLine(string text) => WriteError(VisibleText.Of(text) + System.Environment.NewLine);

    /// <summary>Writes text as it is to standard error.</summary>
    internal void WriteError(string text)
    {
        try
        {
            Error.Write(text);
        }
        catch (IOException)
        {
            // There is nobody left to tell.
        }
    }
}
