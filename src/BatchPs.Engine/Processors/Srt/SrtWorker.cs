using System.Globalization;
using BatchPs.Engine.Processors.Encodings;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Repairs one subtitle file after the other.</summary>
/// <param name="options">The operation's options.</param>
/// <param name="limits">How much is held in memory.</param>
internal sealed class SrtWorker(SrtOptions options, SrtLimits limits) : IOperationWorker
{
    private const int ReadSize = 64 * 1024;

    private readonly SrtCorrector _corrector = new(options);
    private readonly SrtWriter _writer = new();

    public OperationOutcome Run(IItemContext item)
    {
        _corrector.Clear();
        try
        {
            return TryFill(item) ? RunWhole(item) : RunInParts(item);
        }
        catch (ContentTooLongException)
        {
            return Failed(item, new SrtFailure(
                "FileTooLarge", $"has a part that becomes longer than {Array.MaxLength} bytes by what is corrected; expected less", 1, 1));
        }
    }

    private OperationOutcome RunWhole(IItemContext item) =>
        _corrector.Read() is { } failure ? Failed(item, failure) : Correct(item);

    private OperationOutcome RunInParts(IItemContext item)
    {
        _corrector.Clear();
        var file = new SrtLargeFile(options, _corrector, _writer, limits, item);
        return file.TryRun(out var failure) ? Judge(item, file.Totals) ?? OperationOutcome.Succeeded()
            : failure is null ? Correct(item)
            : Failed(item, failure);
    }

    public void Dispose()
    {
    }

    /// <summary>Corrects and writes a document that is the whole file.</summary>
    private OperationOutcome Correct(IItemContext item)
    {
        var document = _corrector.Document;
        _corrector.Correct();
        var totals = default(SrtTotals);
        totals.AddRead(document);
        totals.AddWritten(document);
        if (Judge(item, totals) is { } refused)
        {
            return refused;
        }

        if (!options.IsCheck)
        {
            Write(item, document);
        }

        return OperationOutcome.Succeeded();
    }

    /// <summary>Reports what a file came to; its outcome when it does not pass.</summary>
    private OperationOutcome? Judge(IItemContext item, in SrtTotals totals)
    {
        if (totals.Cues == 0)
        {
            return totals.Lost == 0 ? OperationOutcome.Skipped("Empty") : Failed(item, new SrtFailure(
                "NoTimingLine", "has no cue that can be recovered; expected one with times and text", totals.FirstLost, 1));
        }

        Report(item, totals);
        var score = options.IsCheck ? totals.Before : totals.After;
        return score.Mean < options.MinimumScore ? TooLow(item, score) : null;
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
        if (item.Length > limits.Whole)
        {
            return false;
        }

        using var stream = item.OpenInput();
        var input = _corrector.Input;
        var wanted = (int)Math.Min(item.Length + 1, limits.Whole);
        while (true)
        {
            item.Cancellation.ThrowIfCancellationRequested();
            if (input.Length == limits.Whole)
            {
                return stream.ReadByte() < 0;
            }

            // One byte more than the file is said to have, so that its end is seen without growing the buffer.
            var size = (int)Math.Min(Math.Max(wanted - input.Length, ReadSize), limits.Whole - input.Length);
            var read = stream.Read(input.Reserve(size)[..size]);
            if (read == 0)
            {
                return true;
            }

            input.Advance(read);
        }
    }

    private void Report(IItemContext item, in SrtTotals totals)
    {
        var document = _corrector.Document;
        item.SetFact("encoding", document.Encoding!.Name);
        item.SetFact("encodingFoundBy", document.Encoding!.How);
        if (document.Language is { } language)
        {
            item.SetFact("language", language);
        }

        item.SetMetric(SrtMetrics.Segments, totals.Cues);
        item.SetMetric(SrtMetrics.Corrections, document.Findings.Total);
        foreach (var rule in SrtRules.Corrections)
        {
            if (document.Findings.Corrections(rule) is > 0 and var count)
            {
                item.SetMetric(SrtRules.MetricNames[(int)rule], count);
            }
        }

        item.SetMetric(SrtMetrics.ScoreBefore, totals.Before.Mean!.Value);
        item.SetMetric(SrtMetrics.ScoreAfter, totals.After.Mean!.Value);
        item.SetMetric(SrtMetrics.LossBefore, totals.Before.Loss);
        item.SetMetric(SrtMetrics.LossAfter, totals.After.Loss);
        SetLosses(item, SrtMetrics.LossesBefore, totals.Before);
        SetLosses(item, SrtMetrics.LossesAfter, totals.After);
        item.SetMetric(SrtMetrics.Diagnostics, document.Findings.Count);
        foreach (var finding in document.Findings.Items)
        {
            item.Report(finding);
        }
    }

    private static void SetLosses(IItemContext item, string[] names, in QualityScore score)
    {
        for (var part = 0; part < names.Length; part++)
        {
            if (score.LossOf(part) is > 0 and var points)
            {
                item.SetMetric(names[part], points);
            }
        }
    }

    private OperationOutcome TooLow(IItemContext item, in QualityScore score) => OperationOutcome.Failed(new ItemError(
        "ScoreTooLow", ErrorCategory.Format, string.Create(CultureInfo.InvariantCulture,
            $"'{item.Name}' has a score of {score.Mean:0.0}; expected at least {options.MinimumScore:0.##}."),
        item.Path ?? item.Name));

    private static OperationOutcome Failed(IItemContext item, SrtFailure failure) => OperationOutcome.Failed(new ItemError(
        failure.Code, ErrorCategory.Format, $"'{item.Name}' {failure.Problem}.", item.Path ?? item.Name, failure.Line, failure.Column));
}
