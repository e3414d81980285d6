using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The oddities of one document and how many corrections each rule made; reused from item to item.</summary>
internal sealed class Findings
{
    /// <summary>Cue of a finding whose cue follows from its line.</summary>
    public const int CueByLine = -1;

    private readonly List<ItemDiagnostic> _items = [];
    private readonly int[] _corrections = new int[SrtRules.Names.Length];

    /// <summary>All findings; in order of line and column once <see cref="Complete"/> ran.</summary>
    public IReadOnlyList<ItemDiagnostic> Items => _items;

    /// <summary>Corrections of all rules.</summary>
    public int Total => _corrections.Sum();

    /// <summary>Corrections one rule made.</summary>
    public int Corrections(SrtRule rule) => _corrections[(int)rule];

    public void Clear()
    {
        _items.Clear();
        Array.Clear(_corrections);
    }

    /// <summary>Something that was put right: one correction.</summary>
    public void Corrected(SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue, string message)
    {
        _corrections[(int)rule]++;
        Add(rule, severity, line, column, cue, isFixed: true, message);
    }

    /// <summary>Something that is only said; fixed when the output no longer has it although no rule counts it as a correction.</summary>
    public void Reported(
        SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue, string message, bool isFixed = false) =>
        Add(rule, severity, line, column, cue, isFixed, message);

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

    private void Add(SrtRule rule, DiagnosticSeverity severity, int line, int column, int cue, bool isFixed, string message) =>
        _items.Add(new ItemDiagnostic(SrtRules.Names[(int)rule], severity, line, column, cue, isFixed, message));
}
