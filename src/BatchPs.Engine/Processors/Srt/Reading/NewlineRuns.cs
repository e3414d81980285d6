using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Which newlines a file has, as runs of lines, and rule S02 on them.</summary>
internal sealed class NewlineRuns
{
    private readonly record struct Run(Newline Kind, int Line, int Offset);

    private readonly List<Run> _runs = [];
    private readonly int[] _counts = new int[4];
    private Newline _last = Newline.None;

    /// <summary>Whether every line has the same newline, the last one too.</summary>
    public bool AreUniform => _runs.Count <= 1;

    /// <summary>The one most lines have; LF when LF and CRLF are as many, or when there is only CR.</summary>
    public Newline Dominant => _counts[(int)Newline.Crlf] > _counts[(int)Newline.Lf] ? Newline.Crlf : Newline.Lf;

    /// <summary>Takes the next line's newline.</summary>
    public void Add(Newline kind, int line, int offset)
    {
        _counts[(int)kind]++;
        if (kind != _last || _runs.Count == 0)
        {
            _runs.Add(new Run(kind, line, offset));
            _last = kind;
        }
    }

    /// <summary>Whether the file is as the output will be.</summary>
    public bool AreAll(Newline kind) => AreUniform && (_runs.Count == 0 || _runs[0].Kind == kind);

    /// <summary>S02: each run of lines with another newline than the output's is one correction; so is a missing one at the end.</summary>
    /// <remarks>Nothing was missing when the last line belongs to a cue that is not written.</remarks>
    public void Correct(SrtDocument document)
    {
        foreach (var run in _runs)
        {
            if (run.Kind != document.OutputNewline
                && (run.Kind != Newline.None || document.Cues.Exists(cue => cue.Number == document.CueLines.Count)))
            {
                document.Findings.Corrected(
                    SrtRule.S02, DiagnosticSeverity.Information, run.Line, document.Column(run.Offset, run.Line), Findings.CueByLine,
                    run.Kind == Newline.None
                        ? "The last line had no newline; one was added."
                        : $"Lines from here on end with {Name(run.Kind)}; the file is written with {Name(document.OutputNewline)}.");
            }
        }
    }

    public void Clear()
    {
        _runs.Clear();
        Array.Clear(_counts);
        _last = Newline.None;
    }

    private static string Name(Newline kind) => kind.ToString().ToUpperInvariant();
}
