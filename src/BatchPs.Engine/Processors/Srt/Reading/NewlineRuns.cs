using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Which newlines a file has, as runs of lines, and rule S02 on them.</summary>
internal sealed class NewlineRuns
{
    private readonly record struct Run(Newline Kind, int Line, int Offset);

    /// <summary>Where a newline is missing, and the last cue.</summary>
    private readonly record struct Missing(int Line, int Column, int Cue);

    private readonly List<Run> _runs = [];
    private readonly int[] _counts = new int[4];
    private Newline _last = Newline.None;
    private int _begun;
    private Missing? _missing;

    /// <summary>Whether every line has the same newline, the last one too.</summary>
    public bool AreUniform => _begun <= 1;

    /// <summary>The one most lines have; LF when LF and CRLF are as many, or when there is only CR.</summary>
    public Newline Dominant => _counts[(int)Newline.Crlf] > _counts[(int)Newline.Lf] ? Newline.Crlf : Newline.Lf;

    /// <summary>Takes the next line's newline.</summary>
    public void Add(Newline kind, int line, int offset)
    {
        _counts[(int)kind]++;
        if (kind != _last || _begun == 0)
        {
            _begun++;
            _runs.Add(new Run(kind, line, offset));
            _last = kind;
        }
    }

    /// <summary>Whether the file is as the output will be.</summary>
    public bool AreAll(Newline kind) => AreUniform && (_begun == 0 || _last == kind);

    /// <summary>S02: each run of lines with another newline than the output's is one correction.</summary>
    public void Correct(SrtDocument document)
    {
        foreach (var run in _runs)
        {
            if (run.Kind == Newline.None)
            {
                _missing = new Missing(run.Line, document.Column(run.Offset, run.Line), document.CuesRead);
            }
            else if (run.Kind != document.OutputNewline)
            {
                Report(document, run.Kind, run.Line, run.Offset);
            }
        }
    }

    /// <summary>S02: a missing newline at the end is one correction. Nothing was missing when the last line belongs to a cue that is not
    /// written, so this is asked of the cues that are, when all other rules have run.</summary>
    public void CorrectEnd(SrtDocument document)
    {
        if (_missing is { } end && document.Cues.Exists(cue => cue.Number == end.Cue))
        {
            document.Findings.Corrected(
                SrtRule.S02, DiagnosticSeverity.Information, end.Line, end.Column, end.Cue, "The last line had no newline; one was added.",
                new Change(default, Name(document.OutputNewline)));
        }
    }

    /// <summary>Forgets a file.</summary>
    public void Clear()
    {
        ClearRuns();
        Array.Clear(_counts);
        _last = Newline.None;
        _begun = 0;
        _missing = null;
    }

    /// <summary>Forgets where the runs begin that are known so far; the one that goes on is no new one.</summary>
    public void ClearRuns() => _runs.Clear();

    private static void Report(SrtDocument document, Newline kind, int line, int offset)
    {
        if (!document.Findings.Tells(DiagnosticSeverity.Information))
        {
            document.Findings.CountCorrection(SrtRule.S02);
            return;
        }

        var (before, after) = (Quotation.Of(Name(kind)), Quotation.Of(Name(document.OutputNewline)));
        document.Findings.Corrected(
            SrtRule.S02, DiagnosticSeverity.Information, line, document.Column(offset, line), Findings.CueByLine,
            $"Lines from here on end with {before}; the file is written with {after}.", new Change(Name(kind), Name(document.OutputNewline)));
    }

    private static ReadOnlySpan<byte> Name(Newline kind) => kind switch
    {
        Newline.Lf => "LF"u8,
        Newline.Crlf => "CRLF"u8,
        _ => "CR"u8,
    };
}
