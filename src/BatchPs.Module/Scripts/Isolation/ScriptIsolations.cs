using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>How an isolation is asked for and kept.</summary>
internal static class ScriptIsolations
{
    /// <summary>The isolation that parameters ask for; null for none.</summary>
    internal static string? Choose(string? isolation, bool usesNewRunspace) => (isolation, usesNewRunspace) switch
    {
        (null, true) => nameof(ScriptIsolation.Runspace),
        (not null, true) when !isolation.Equals(nameof(ScriptIsolation.Runspace), StringComparison.OrdinalIgnoreCase) => throw BatchException.Invalid(
            "TwoIsolations", $"-UseNewRunspace is -Isolation Runspace, and -Isolation {isolation} was given too.", isolation),
        (null, false) => null,
        _ => Enum.Parse<ScriptIsolation>(isolation, ignoreCase: true).ToString(),
    };

    internal static ScriptIsolation Of(BatchDefinition definition) =>
        definition.Isolation is { } name ? Enum.Parse<ScriptIsolation>(name, ignoreCase: true) : ScriptIsolation.Pool;
}
