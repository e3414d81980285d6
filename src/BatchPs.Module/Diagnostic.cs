using BatchPs.Engine.Results;

namespace BatchPs;

/// <summary>One diagnostic or correction with the item it is of, as cmdlets put it out.</summary>
public sealed class Diagnostic
{
    private readonly ItemDiagnostic _told;

    internal Diagnostic(BatchResult item, ItemDiagnostic told)
    {
        (Name, Path) = (item.Name, item.Path);
        _told = told;
    }

    /// <summary>The item's identity.</summary>
    public string Name { get; }

    /// <summary>Full path of the input; null when the item is not a file.</summary>
    public string? Path { get; }

    /// <inheritdoc cref="ItemDiagnostic.Line"/>
    public long Line => _told.Line;

    /// <inheritdoc cref="ItemDiagnostic.Column"/>
    public int Column => _told.Column;

    /// <inheritdoc cref="ItemDiagnostic.Cue"/>
    public int Cue => _told.Cue;

    /// <inheritdoc cref="ItemDiagnostic.Rule"/>
    public string Rule => _told.Rule;

    /// <inheritdoc cref="ItemDiagnostic.Severity"/>
    public DiagnosticSeverity Severity => _told.Severity;

    /// <inheritdoc cref="ItemDiagnostic.Fixed"/>
    public bool Fixed => _told.Fixed;

    /// <inheritdoc cref="ItemDiagnostic.Before"/>
    public string? Before => _told.Before;

    /// <inheritdoc cref="ItemDiagnostic.After"/>
    public string? After => _told.After;

    /// <inheritdoc cref="ItemDiagnostic.Message"/>
    public string Message => _told.Message;

    /// <summary>Place, rule and message.</summary>
    public override string ToString() => System.FormattableString.Invariant($"{Name}:{Line}:{Column}: {Rule}: {Message}");
}
