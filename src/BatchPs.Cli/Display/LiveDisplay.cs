using System.Globalization;
using System.Text;
using BatchPs.Engine.Processors;
using BatchPs.Engine.Running;
using Spectre.Console;

namespace BatchPs.Cli.Display;

/// <summary>A frame that is redrawn in its place on the terminal of standard error, with lines above it.</summary>
/// <remarks>Drawn here and not by the console library: that one breaks long lines, and leaves remains of the frame beside short ones.</remarks>
internal sealed class LiveDisplay : IRunDisplay
{
    private readonly CliHost _host;
    private readonly IAnsiConsole _console;
    private IReadOnlyList<string> _frame = [];
    private int _rows;

    private LiveDisplay(CliHost host, IAnsiConsole console)
    {
        _host = host;
        _console = console;
    }

    /// <summary>A display for a host; null when standard error is no terminal or cannot redraw.</summary>
    internal static LiveDisplay? On(CliHost host)
    {
        if (Console.IsErrorRedirected)
        {
            return null;
        }

        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(host.Error) });
        return console.Profile.Capabilities.Ansi ? new LiveDisplay(host, console) : null;
    }

    public void During(Action work)
    {
        work();
        _host.WriteError(_frame.Count > 0 ? Environment.NewLine : "");
        _frame = [];
        _rows = 0;
    }

    public void Line(string text)
    {
        StringBuilder drawing = Erase().Append(VisibleText.Of(text)).Append(Environment.NewLine);
        Draw(drawing);
    }

    public void Show(Func<ProgressSnapshot> now, ProcessorInfo processor, bool ended)
    {
        _frame = ProgressFrame.Lines(now(), processor, ended, new FrameSize(_console.Profile.Width, _console.Profile.Height));
        Draw(Erase());
    }

    // To the first row of the frame, and away with all from there.
    private StringBuilder Erase()
    {
        var drawing = new StringBuilder();
        if (_rows > 1)
        {
            drawing.Append(CultureInfo.InvariantCulture, $"\u001b[{_rows - 1}A");
        }

        return _rows > 0 ? drawing.Append("\r\u001b[J") : drawing;
    }

    // In one write, so that nothing flickers.
    private void Draw(StringBuilder drawing)
    {
        int width = Math.Max(1, _console.Profile.Width);
        _rows = _frame.Sum(line => Math.Max(1, (line.GetCellWidth() + width - 1) / width));
        _host.WriteError(drawing.AppendJoin(Environment.NewLine, _frame).ToString());
    }
}
