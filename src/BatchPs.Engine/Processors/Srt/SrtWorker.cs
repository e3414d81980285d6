using System.Globalization;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Repairs one subtitle file after the other.</summary>
/// <param name="options">The operation's options.</param>
/// <param name="maxLength">Bytes of the largest file that is read into memory.</param>
internal sealed class SrtWorker(SrtOptions options, long maxLength) : IOperationWorker
{
    private const int ReadSize = 64 * 1024;

    private readonly SrtCorrector _corrector = new(options);
    private readonly SrtWriter _writer = new();

    public OperationOutcome Run(IItemContext item)
    {
        _corrector.Clear();
        try
        {
            return TryFill(item) ? Correct(item) : TooLarge(item);
        }
        catch (ContentTooLongException)
        {
            return TooLarge(item);
        }
    }

    public void Dispose()
    {
    }

    private OperationOutcome Correct(IItemContext item)
    {
        if (_corrector.Read() is { } failure)
        {
            return Failed(item, failure);
        }

        var document = _corrector.Document;
        _corrector.Correct();
        if (document.Cues.Count == 0)
        {
            return document.Lost.Count == 0 ? OperationOutcome.Skipped("Empty") : Failed(item, new SrtFailure(
                "NoTimingLine", "has no cue that can be recovered; expected one with times and text",
                document.Lost[0].TimingLine, 1));
        }

        Report(item, document);
        if ((options.IsCheck ? document.ScoreBefore : document.ScoreAfter).Mean < options.MinimumScore)
        {
            return TooLow(item, document);
        }

        if (!options.IsCheck)
        {
            Write(item, document);
        }

        return OperationOutcome.Succeeded();
    }

    private void Write(IItemContext item, SrtDocument document)
    {
        using var output = item.CreateOutput();
        _writer.Write(document, output, (done, total) =>
        {
            item.Cancellation.ThrowIfCancellationRequested();
            item.ReportProgress(done, total);
        });
    }

    private bool TryFill(IItemContext item)
    {
        if (item.Length > maxLength)
        {
            return false;
        }

        using var stream = item.OpenInput();
        var input = _corrector.Input;
        var wanted = (int)Math.Min(item.Length + 1, maxLength);
        while (true)
        {
            item.Cancellation.ThrowIfCancellationRequested();
            if (input.Length == maxLength)
            {
                return stream.ReadByte() < 0;
            }

            // One byte more than the file is said to have, so that its end is seen without growing the buffer.
            var size = (int)Math.Min(Math.Max(wanted - input.Length, ReadSize), maxLength - input.Length);
            var read = stream.Read(input.Reserve(size)[..size]);
            if (read == 0)
            {
                return true;
            }

            input.Advance(read);
        }
    }

    private static void Report(IItemContext item, SrtDocument document)
    {
        item.SetFact("encoding", document.Encoding!.Name);
        item.SetFact("encodingFoundBy", document.Encoding!.How);
        item.SetMetric(SrtMetrics.Segments, document.Cues.Count);
        item.SetMetric(SrtMetrics.Corrections, document.Findings.Total);
        foreach (var rule in SrtRules.Corrections)
        {
            if (document.Findings.Corrections(rule) is > 0 and var count)
            {
                item.SetMetric(SrtRules.MetricNames[(int)rule], count);
            }
        }

        item.SetMetric(SrtMetrics.ScoreBefore, document.ScoreBefore.Mean!.Value);
        item.SetMetric(SrtMetrics.ScoreAfter, document.ScoreAfter.Mean!.Value);
        item.SetMetric(SrtMetrics.Diagnostics, document.Findings.Count);
        foreach (var finding in document.Findings.Items)
        {
            item.Report(finding);
        }
    }

    private OperationOutcome TooLow(IItemContext item, SrtDocument document) => OperationOutcome.Failed(new ItemError(
        "ScoreTooLow", ErrorCategory.Format, string.Create(CultureInfo.InvariantCulture,
            $"'{item.Name}' has a score of {(options.IsCheck ? document.ScoreBefore : document.ScoreAfter).Mean:0.0}; expected at least {options.MinimumScore:0.##}."),
        item.Path ?? item.Name));

    private OperationOutcome TooLarge(IItemContext item) => Failed(item, new SrtFailure(
        "FileTooLarge", $"has more than {maxLength} bytes as UTF-8; expected at most that many", 0, 0));

    private static OperationOutcome Failed(IItemContext item, SrtFailure failure) => OperationOutcome.Failed(new ItemError(
        failure.Code, ErrorCategory.Format, $"'{item.Name}' {failure.Problem}.", item.Path ?? item.Name, failure.Line, failure.Column));
}
