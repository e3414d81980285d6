using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Works on a file in parts, so that memory does not grow with the file, with the result that it would have as a whole.</summary>
/// <remarks>
/// The file is read once to know its encoding and newlines, then again in parts: each goes through the rules that see cues in the order of the
/// input and is put sorted on a scratch file. Merged from there, the cues come in the order of the output, again in parts, for the
/// other rules and the writer.
/// </remarks>
internal sealed class SrtLargeFile(SrtOptions options, SrtCorrector corrector, SrtWriter writer, SrtLimits limits, IItemContext item)
{
    // The survey, which may read the file again, the parts as they are read and as they are written.
    private const int Passes = 4;

    // Lines are counted in an int.
    private const int MostLines = 2_000_000_000;

    private readonly SrtDocument _document = corrector.Document;
    private SrtTotals _totals;
    private Cue? _previous;
    private bool _isLast;
    private bool _saysDecoding;

    /// <summary>What the file came to.</summary>
    public SrtTotals Totals => _totals;

    /// <summary>Works on the file.</summary>
    /// <param name="failure">Why that failed.</param>
    /// <returns>False when it failed, or has only one part: that is read and not corrected yet.</returns>
    public bool TryRun(out SrtFailure? failure)
    {
        var pass = 0;
        if (FileSurvey.Of(() => Open(Math.Min(++pass, 2)), options, out failure) is not { } survey)
        {
            return false;
        }

        corrector.BeginParts(survey);
        _saysDecoding = survey.Differs;
        using var pieces = Open(3);
        var parts = new FileParts(new DecodedPieces(pieces, survey.Encoding, survey.IsUtf8), limits);
        failure = ReadPart(parts);
        if (failure is not null || _isLast)
        {
            return false;
        }

        using var scratch = item.CreateScratch();
        var runs = new SortedRuns(scratch);
        Sort(runs);
        while (!_isLast)
        {
            failure = ReadPart(parts);
            if (failure is not null)
            {
                return false;
            }

            Sort(runs);
        }

        failure = Write(runs);
        return failure is null;
    }

    private FilePieces Open(int pass) => new(item.OpenInput(), limits.Piece, done => Progress(pass, done));

    private void Progress(int pass, long done)
    {
        item.Cancellation.ThrowIfCancellationRequested();
        var length = Math.Max(1, item.Length);
        item.ReportProgress((pass - 1) * length + Math.Min(done, length), Passes * length);
    }

    private SrtFailure? ReadPart(FileParts parts)
    {
        int lines = _document.LastLine, cues = _document.CuesRead;
        _document.ClearPart();
        if (!parts.TryNext(_document.Content, out var cut) || lines > MostLines)
        {
            return TooLong(
                $"has no place from line {lines + 1} on where it can be divided for {limits.LargestPart} bytes; "
                + "expected one, which is an empty line, an index and a timing line like '00:00:01,000 --> 00:00:02,000'",
                lines + 1);
        }

        _isLast = cut is null;
        _document.Place = new InputPlace(lines, cues, _previous, cut?.Start ?? long.MaxValue);
        var says = _saysDecoding
            && (_isLast || _document.Encoding!.How != "fallback" || _document.Content.Span.ContainsAnyInRange((byte)0x80, (byte)0xFF));
        _saysDecoding &= !says;
        return corrector.ReadPart(parts.Replaced, says);
    }

    private void Sort(SortedRuns runs)
    {
        corrector.CorrectInInput();
        _previous = _document.Cues.Count > 0 ? _document.Cues[^1] : _previous;
        OrderCorrections.Sort(_document);
        _totals.AddRead(_document);
        runs.Add(_document);
        Tell();
    }

    private SrtFailure? Write(SortedRuns runs)
    {
        var merge = runs.Merge();
        Stream? output = null;
        try
        {
            while (merge.HasCue)
            {
                Progress(Passes, (long)((double)merge.Done / runs.Length * item.Length));
                _document.ClearPart();
                if (!OutputPart.TryTake(merge, _document, limits))
                {
                    return TooLong(
                        $"has cues from line {_document.Cues[0].Line} on that leave no gap of {OutputPart.SmallestGap} ms for {limits.LargestPart} bytes; expected one",
                        _document.Cues[0].Line);
                }

                corrector.CorrectInOutput();
                _totals.AddWritten(_document);
                if (!options.IsCheck && _document.Cues.Count > 0)
                {
                    output ??= item.CreateOutput();
                    writer.Write(_document, output, (_, _) => item.Cancellation.ThrowIfCancellationRequested());
                }

                OutputPart.GoOn(_document);
                Tell();
            }
        }
        finally
        {
            output?.Dispose();
        }

        return null;
    }

    private void Tell()
    {
        _document.Findings.Complete(_document.CueOfLine);
        foreach (var finding in _document.Findings.Items)
        {
            item.Report(finding);
        }

        _document.Findings.ClearItems();
    }

    private static SrtFailure TooLong(string problem, int line) => new("FileTooLarge", problem, line, 1);
}
