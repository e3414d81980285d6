namespace BatchPs.Engine.Results;

/// <summary>How serious a diagnostic is.</summary>
public enum DiagnosticSeverity
{
    /// <summary>Worth knowing; usually a correction that was made.</summary>
    Information,

    /// <summary>Something a person should look at.</summary>
    Warning,

    /// <summary>Content was lost or could not be understood.</summary>
    Error,
}

/// <summary>One oddity found in an item's content, with its place.</summary>
/// <param name="Rule">Rule id, for example <c>S04</c>.</param>
/// <param name="Severity">How serious it is.</param>
/// <param name="Line">Line from 1.</param>
/// <param name="Column">Column from 1, in characters.</param>
/// <param name="Cue">Number of the cue or record in the input, from 1; 0 when it belongs to none.</param>
/// <param name="Fixed">True when the output no longer has it.</param>
/// <param name="Message">What was found and what was done.</param>
public sealed record ItemDiagnostic(
    string Rule, DiagnosticSeverity Severity, long Line, int Column, int Cue, bool Fixed, string Message);
