using System.Runtime.InteropServices;
using BatchPs.Engine.Processors.Encodings;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>One worker's subtitle work: bytes in, a corrected and scored document out. Its buffers are reused from item to item.</summary>
internal sealed class SrtCorrector(SrtOptions options)
{
    private readonly SrtDecoder _decoder = new(options);
    private readonly TextStage _texts = new(TextRules.For(options), options);
    private readonly TimingStage _times = new(options);
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
    public SrtFailure? Read() => _decoder.Decode(ref _input, Document) ?? Parse();

    /// <summary>Begins with the parts of a file of which this is known.</summary>
    public void BeginParts(FileSurvey survey)
    {
        _decoder.Begin(Document, survey.Encoding);
        Document.Replacements = survey.Replacements;
        Document.ScriptLanguage = survey.ScriptLanguage;
        Document.SpacesMarks = survey.SpacesMarks;
        ChooseNewline(survey.Dominant);
    }

    /// <summary>Parses and scores the next part of a file, which is in the document's content, decoded.</summary>
    /// <param name="replaced">Where in it decoding put U+FFFD.</param>
    /// <param name="reportsDecoding">Whether S01 is to be reported here.</param>
    /// <returns>Why the file is none; null when it is one, or blank.</returns>
    public SrtFailure? ReadPart(IReadOnlyList<int> replaced, bool reportsDecoding)
    {
        SrtDecoder.ReportReplaced(Document, replaced);
        if (reportsDecoding)
        {
            _decoder.ReportDecoding(Document, differs: true);
        }

        SrtDecoder.Finish(ref _input, Document);
        return Parse();
    }

    /// <summary>Applies the rules to what was read, and scores the cues that are left.</summary>
    public void Correct()
    {
        ChooseNewline(Document.Newlines.Dominant);
        CorrectInInput();
        OrderCorrections.Sort(Document);
        CorrectInOutput();
        Document.Findings.Complete(Document.CueOfLine);
    }

    /// <summary>The rules that see the cues in the order of the input.</summary>
    public void CorrectInInput()
    {
        TextCorrections.DropEmpty(Document);
        RemoveUnwritten();
        TextCorrections.Tidy(Document);
        TimingForm.Correct(Document);
        TimeCorrections.PlaceInInput(Document);
        RemoveUnwritten();
        Document.Newlines.Correct(Document);
    }

    /// <summary>The rules that see the cues in the order of the output, and their score.</summary>
    public void CorrectInOutput()
    {
        TimeCorrections.SettleEnds(Document);
        _texts.Apply(Document, Document.Profile);
        RepeatedText.Merge(Document, options.Rules.Has(SrtRule.D01));
        _times.Apply(Document);
        OrderCorrections.Renumber(Document);
        Document.Newlines.CorrectEnd(Document);
        Document.ScoreAfter = QualityScore.Of(CollectionsMarshal.AsSpan(Document.Cues), Document.Profile, Document.Around.NextStart);
    }

    private SrtFailure? Parse()
    {
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

        Document.Language = options.Language switch
        {
            "auto" => Document.ScriptLanguage,
            "none" => null,
            _ => options.Language,
        };
        Document.Profile = options.Profile.For(Document.Language);
        Document.ScoreBefore = QualityScore.Of(CollectionsMarshal.AsSpan(Document.Cues), Document.Profile, Document.Place.NextStart);
        return null;
    }

    private void ChooseNewline(Newline dominant) => Document.OutputNewline = options.Newline switch
    {
        NewlineChoice.Lf => Newline.Lf,
        NewlineChoice.Crlf => Newline.Crlf,
        _ => dominant,
    };

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
