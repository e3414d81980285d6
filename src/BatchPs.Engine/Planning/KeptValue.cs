namespace BatchPs.Engine.Planning;

/// <summary>A value that a script block was given, as far as the journal keeps it.</summary>
/// <param name="Kind">How the block gets it.</param>
/// <param name="Key">What the front end finds it by.</param>
/// <param name="Name">What it is called to a person, for example <c>$using:limit</c>.</param>
/// <param name="Text">The value, serialised by the front end; null when it is not kept.</param>
/// <param name="Hash">Equal for equal values; null when that cannot be told.</param>
/// <param name="Missing">Why it is not kept; null when it is.</param>
public sealed record KeptValue(KeptValueKind Kind, string Key, string Name, string? Text, string? Hash, string? Missing);

/// <summary>How a script block gets a value.</summary>
public enum KeptValueKind
{
    /// <summary>By a <c>$using:</c> expression.</summary>
    Using,

    /// <summary>As a variable of the worker.</summary>
    Variable,

    /// <summary>As an argument.</summary>
    Argument,
}
