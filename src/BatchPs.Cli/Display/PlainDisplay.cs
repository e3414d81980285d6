namespace BatchPs.Cli.Display;

/// <summary>Lines only: for a log, a pipe, a terminal that cannot redraw.</summary>
internal sealed class PlainDisplay(CliHost host) : IRunDisplay
{
    public void During(Action work) => work();

    public void Line(string text) => host.WriteErrorLine(text);

    public void Show(Func<IReadOnlyList<string>> frame)
    {
    }
}
