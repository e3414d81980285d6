namespace BatchPs.Engine.Configuration;

/// <summary>One setting: its names, what it takes, and how text becomes a value in <see cref="RunSettings"/> and back.</summary>
/// <param name="Name">Name in <c>batchps.yaml</c>.</param>
/// <param name="Variable">Environment variable; null when it has none.</param>
/// <param name="Parameter">Parameter with its dash; null when it has none.</param>
/// <param name="Unit">Unit of the value; null when it has none.</param>
/// <param name="Meaning">One phrase for a person.</param>
/// <param name="Range">What it takes, in words.</param>
/// <param name="Read">The value in some settings, as text.</param>
/// <param name="Set">The settings with the value of a text; null when the text is not in <paramref name="Range"/>.</param>
internal sealed record SettingKey(
    string Name,
    string? Variable,
    string? Parameter,
    string? Unit,
    string Meaning,
    string Range,
    Func<RunSettings, string> Read,
    Func<RunSettings, string, RunSettings?> Set)
{
    public static SettingKey Of<T>(
        string name,
        string? variable,
        string? parameter,
        string? unit,
        string meaning,
        SettingKind<T> kind,
        Func<RunSettings, T> get,
        Func<RunSettings, T, RunSettings> with) => new(
            name,
            variable,
            parameter,
            unit,
            meaning,
            kind.Range,
            settings => kind.Format(get(settings)),
            (settings, text) => kind.TryParse(text.Trim(), out var value) ? with(settings, value) : null);

    /// <summary>Whether a name, in any case, is the setting's own or its parameter's with or without the dash.</summary>
    public bool IsCalled(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase)
        || (Parameter is not null && name.TrimStart('-').Equals(Parameter[1..], StringComparison.OrdinalIgnoreCase));
}
