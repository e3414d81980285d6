using Spectre.Console;
using Spectre.Console.Rendering;

namespace BatchPs.Cli.Display;

/// <summary>A frame that is redrawn in its place on the terminal of standard error, with lines above it.</summary>
internal sealed class LiveDisplay : IRunDisplay
{
    private readonly IAnsiConsole _console;
    private LiveDisplayContext? _live;

    private LiveDisplay(IAnsiConsole console) => _console = console;

    /// <summary>A display for a host; null when standard error is no terminal or cannot redraw.</summary>
    internal static LiveDisplay? On(CliHost host)
    {
        if (Console.IsErrorRedirected)
        {
            return null;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(host.Error) });
        return console.Profile.Capabilities.Ansi ? new LiveDisplay(console) : null;
    }

    public void During(Action work) => _console.Live(new Text("")).AutoClear(false).Start(context =>
    {
        _live = context;
        work();
    });

    public void Line(string text) => _console.Write(new Text(VisibleText.Of(text) + "\n"));

    public void Show(Func<IReadOnlyList<string>> frame) => _live!.UpdateTarget(new Rows(frame().Select(line => new Text(line))));
}
