using System.Globalization;
using System.Runtime.CompilerServices;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The oddities of one document and how many corrections each rule made; reused from item to item.</summary>
internal sealed class Findings
{
    /// <summary>Cue of a finding whose cue follows from its line.</summary>
    public const int CueByLine = -1;

    // Messages say what was done.
    private const string InCheck = "With Mode=Repair: ";

    private readonly List<ItemDiagnostic> _items = [];
    private readonly int[] _corrections = new int[SrtRules.Names.Length];

    /// <summary>Whether nothing is changed: what would be corrected is told as not fixed.</summary>
    public bool IsCheck { get; init; }

    /// <summary>Whether every finding is wanted in words, with what stood there and what stands there now. Else corrections that are only
    /// information are counted, not told.</summary>
    public bool TellsAll { get; init; }

    /// <summary>The findings that are told; in order of line and column once <see cref="Complete"/> ran.</summary>
    public IReadOnlyList<ItemDiagnostic> Items => _items;

    /// <summary>All findings, told or not.</summary>
    public int Count { get; private set; }

    /// <summary>Corrections of all rules.</summary>
    public int Total => _corrections.Sum();

    /// <summary>Corrections one rule made.</summary>
    public int Corrections(SrtRule rule) => _corrections[(int)rule];

    public void Clear()
    {
        _items.Clear();
        Array.Clear(_corrections);
        Count = 0;
    }

    /// <summary>Forgets the findings that are told, not how many there were.</summary>
    public void ClearItems() => _items.Clear();

    /// <summary>Whether a correction of a severity is told, or only counted.</summary>
    public bool Tells(DiagnosticSeverity severity) => TellsAll || IsCheck || severity > DiagnosticSeverity.Information;

    /// <summary>One correction that is not told.</summary>
    public void CountCorrection(SrtRule rule)
    {
        _corrections[(int)rule]++;
        Count++;
    }

    /// <summary>Something that was put right: one correction.</summary>
    /// <param name="rule">Whose correction it is.</param>
    /// <param name="severity">How grave it is.</param>
    /// <param name="line">Line in the input, from 1.</param>
    /// <param name="column">Column in the input, from 1.</param>
    /// <param name="cue">Number of the cue in the input, or <see cref="CueByLine"/>.</param>
    /// <param name="message">What was found and done; put together only when it is told.</param>
    /// <param name="change">What stood there and what stands there now.</param>
    public void Corrected(
        SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue,
        [InterpolatedStringHandlerArgument("", nameof(severity))] ref FindingMessage message, Change change = default)
    {
        CountCorrection(rule);
        if (Tells(severity))
        {
            Tell(rule, severity, line, column, cue, isFixed: true, message.ToString(), change);
        }
    }

    /// <inheritdoc cref="Corrected(SrtRule, DiagnosticSeverity, int, int, int, ref FindingMessage, Change)"/>
    public void Corrected(SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue, string message, Change change = default)
    {
        CountCorrection(rule);
        if (Tells(severity))
        {
            Tell(rule, severity, line, column, cue, isFixed: true, message, change);
        }
    }

    /// <summary>Something that is only said; fixed when the output no longer has it although no rule counts it as a correction.</summary>
    public void Reported(
        SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue, string message, bool isFixed = false, Change change = default)
    {
        Count++;
        Tell(rule, severity, line, column, cue, isFixed, message, change);
    }

    /// <summary>Finds the cue of each finding that knows only its line, then sorts.</summary>
    public void Complete(Func<long, int> cueOfLine)
    {
        for (var i = 0; i < _items.Count; i++)
        {
            if (_items[i].Cue == CueByLine)
            {
                _items[i] = _items[i] with { Cue = cueOfLine(_items[i].Line) };
            }
        }

        _items.Sort(static (a, b) =>
            a.Line != b.Line ? a.Line.CompareTo(b.Line)
            : a.Column != b.Column ? a.Column.CompareTo(b.Column)
            : string.CompareOrdinal(a.Rule, b.Rule));
    }

    private void Tell(
        SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue, bool isFixed, string message, Change change) =>
        _items.Add(new ItemDiagnostic(SrtRules.Names[(int)rule], severity, line, column, cue, isFixed && !IsCheck, isFixed && IsCheck ? InCheck + message : message)
        {
            Before = change.IsTold ? Quotation.Of(change.Before) : null,
            After = change.IsTold ? Quotation.Of(change.After) : null,
        });
}

/// <summary>What stood at a place, and what stands there now, as UTF-8; the default tells neither.</summary>
internal readonly ref struct Change(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
{
    public ReadOnlySpan<byte> Before { get; } = before;

    public ReadOnlySpan<byte> After { get; } = after;

    public bool IsTold { get; } = true;
}

/// <summary>The message of a correction, put together only when it is told.</summary>
[InterpolatedStringHandler]
internal ref struct FindingMessage
{
    private DefaultInterpolatedStringHandler _text;

    public FindingMessage(int literalLength, int formattedCount, Findings findings, DiagnosticSeverity severity, out bool isTold)
    {
        isTold = findings.Tells(severity);
        _text = isTold ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
