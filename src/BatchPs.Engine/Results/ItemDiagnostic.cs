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

/// <summary>One oddity found in an item's content, or an error or warning that its script block wrote and went on after, with its place.</summary>
/// <param name="Rule">Rule id, for example <c>S04</c>; of a block's error its id.</param>
/// <param name="Severity">How serious it is.</param>
/// <param name="Line">Line from 1, of the content, or of the script; 0 when there is none.</param>
/// <param name="Column">Column from 1, in characters; 0 when there is none.</param>
/// <param name="Cue">Number of the cue or record in the input, from 1; 0 when it belongs to none.</param>
/// <param name="Fixed">True when the output no longer has it.</param>
/// <param name="Message">What was found and what was done.</param>
public sealed record ItemDiagnostic(
    string Rule, DiagnosticSeverity Severity, long Line, int Column, int Cue, bool Fixed, string Message)
{
    /// <summary>What stood at the place; null when that is not told.</summary>
    public string? Before { get; init; }

    /// <summary>What stands there now, or would after the correction; empty when it was deleted, null when nothing was put right.</summary>
    public string? After { get; init; }
}
