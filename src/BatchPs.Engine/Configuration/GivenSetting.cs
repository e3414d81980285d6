namespace BatchPs.Engine.Configuration;

/// <summary>A value somebody gave.</summary>
/// <param name="Key">The setting.</param>
/// <param name="Text">The value; null when it is a list or a mapping.</param>
/// <param name="Origin">Where it comes from, as <see cref="ConfigurationValue.Origin"/> says it.</param>
/// <param name="Source">Where it comes from, as a message says it.</param>
internal sealed record GivenSetting(SettingKey Key, string? Text, string Origin, string Source)
{
    /// <summary>The settings with this value.</summary>
    /// <exception cref="BatchException"><c>BadSettingValue</c>.</exception>
    public RunSettings ApplyTo(RunSettings settings) =>
        (Text is null ? null : Key.Set(settings, Text)) ?? throw BatchException.Invalid(
            "BadSettingValue",
            $"{Key.Name} is {(Text is null ? "not a single value" : $"'{Text}'")} in {Source}; it takes {Key.Range}.",
            Key.Name);
}
