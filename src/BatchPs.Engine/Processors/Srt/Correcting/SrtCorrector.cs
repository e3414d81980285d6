using System.Runtime.InteropServices;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>One worker's subtitle work: bytes in, a corrected and scored document out. Its buffers are reused from item to item.</summary>
internal sealed class SrtCorrector(SrtOptions options)
{
    private readonly SrtDecoder _decoder = new(options);
    private readonly TextStage _texts = new(TextRules.For(options), options);
    private ByteBuffer _input = new();

    /// <summary>The bytes of the file; filled by the caller.</summary>
    public ByteBuffer Input => _input;

    /// <summary>The document of the last <see cref="Read"/>.</summary>
    public SrtDocument Document { get; } = new()
    {
        Findings = new Findings { IsCheck = options.IsCheck, TellsAll = options.KeepsEveryDiagnostic },
    };

    /// <summary>Forgets the last item.</summary>
    public void Clear()
    {
        _input.Clear();
        Document.Clear();
    }

    /// <summary>Decodes, parses and scores <see cref="Input"/>.</summary>
    /// <returns>Why the file is none; null when it is one, or blank.</returns>
    public SrtFailure? Read()
    {
        if (_decoder.Decode(ref _input, Document) is { } failure)
        {
            return failure;
        }

        SrtReader.Read(Document);
        if (Document.ReadableTimings == 0)
        {
            return WithoutTiming();
        }

        foreach (ref var cue in CollectionsMarshal.AsSpan(Document.Cues))
        {
            var text = Document.Text(cue);
            cue.Shape = TextShape.Of(text);
            if (Document.Replacements > 0 && text.IndexOf("\uFFFD"u8) >= 0)
            {
                cue.Flags |= CueFlags.Undecodable;
            }
        }

        Document.ScoreBefore = QualityScore.Of(CollectionsMarshal.AsSpan(Document.Cues), options.Profile);
        return null;
    }

    /// <summary>Applies the default rules to what was read, reports what the others would do, and scores again.</summary>
    public void Correct()
    {
        TextCorrections.DropEmpty(Document);
        RemoveUnwritten();
        TagReports.Report(Document);
        TextCorrections.Tidy(Document);
        TimingForm.Correct(Document);
        TimeCorrections.PlaceInInput(Document);
        RemoveUnwritten();
        OrderCorrections.Sort(Document);
        TimeCorrections.SettleEnds(Document);
        _texts.Apply(Document, options.Profile);
        OrderCorrections.Renumber(Document);
        Document.OutputNewline = options.Newline switch
        {
            NewlineChoice.Lf => Newline.Lf,
            NewlineChoice.Crlf => Newline.Crlf,
            _ => Document.Newlines.Dominant,
        };
        Document.Newlines.Correct(Document);
        TimingReports.Report(Document);
        Document.ScoreAfter = QualityScore.Of(CollectionsMarshal.AsSpan(Document.Cues), options.Profile)
            .WithBroken(Document.Lost.Count);
        Document.Findings.Complete(Document.CueOfLine);
    }

    private SrtFailure? WithoutTiming()
    {
        var lines = new LineCursor(Document.Content.Span[..Document.ContentLength], Document.HasCr);
        while (lines.MoveNext())
        {
            if (!Blank.IsBlank(lines.Text))
            {
                return new SrtFailure(
                    "NoTimingLine", "has no timing line that can be read; expected one like '00:00:01,000 --> 00:00:02,000'",
                    lines.Line, 1);
            }
        }

        return null;
    }

    private void RemoveUnwritten()
    {
        const CueFlags Unwritten = CueFlags.Lost | CueFlags.Dropped;
        foreach (ref readonly var cue in CollectionsMarshal.AsSpan(Document.Cues))
        {
            if (cue.Has(CueFlags.Lost))
            {
                Document.Lost.Add(cue);
            }
        }

        Document.Cues.RemoveAll(static cue => cue.Has(Unwritten));
    }
}
