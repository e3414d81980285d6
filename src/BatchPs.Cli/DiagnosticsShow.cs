using BatchPs.Cli.Display;
using BatchPs.Engine;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;

namespace BatchPs.Cli;

/// <summary>Shows every diagnostic of a run: a line each, or one document. What cannot be read is told, and the others still come.</summary>
internal sealed class DiagnosticsShow(CliHost host)
{
    private int _exitCode = ExitCode.Success;

    /// <summary>Shows the diagnostics of some results.</summary>
    /// <param name="run">Their run.</param>
    /// <param name="results">The results, which can be gone through more than once.</param>
    /// <param name="json">Whether one document is wanted.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="BatchException"><c>DiagnosticsNotKept</c>.</exception>
    internal int Show(RunSummary run, IEnumerable<BatchResult> results, bool json)
    {
        // Before the first byte of a document.
        if (results.FirstOrDefault(result => result.Attempts > 0) is { } attempted)
        {
            DiagnosticReader.ThrowIfNotKept(attempted);
        }

        if (json)
        {
            JsonDocumentOutput.WriteDiagnostics(run, Read(results));
        }
        else
        {
            foreach ((BatchResult result, ItemDiagnostic diagnostic) in Read(results))
            {
                host.WriteLine(ItemText.Of(result, diagnostic));
            }
        }

        return _exitCode;
    }

    private IEnumerable<(BatchResult Result, ItemDiagnostic Diagnostic)> Read(IEnumerable<BatchResult> results)
    {
        using var reader = new DiagnosticReader();
        foreach (BatchResult result in results)
        {
            using IEnumerator<ItemDiagnostic> told = reader.Read(result).GetEnumerator();
            while (MovesOn(told))
            {
                yield return (result, told.Current);
            }
        }
    }

    private bool MovesOn(IEnumerator<ItemDiagnostic> told)
    {
        try
        {
            return told.MoveNext();
        }
        catch (BatchException damaged) when (damaged.Code == DiagnosticReader.Damaged)
        {
            host.WriteErrorLine($"{damaged.Code}: {damaged.Message}");
            _exitCode = ExitCode.Of(damaged);
            return false;
        }
    }
}
