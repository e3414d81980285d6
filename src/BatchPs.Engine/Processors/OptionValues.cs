using System.Globalization;

namespace BatchPs.Engine.Processors;

/// <summary>The options of a run as its processor reads them: what was given, and the declared default of all others.</summary>
/// <param name="processor">The processor, whose <see cref="ProcessorInfo.Options"/> have the defaults, and the words for what is allowed.</param>
/// <param name="given">The options that <see cref="IProcessor.Open"/> was handed.</param>
public sealed class OptionValues(ProcessorInfo processor, IReadOnlyDictionary<string, string> given)
{
    /// <summary>A value as text, without white space around it.</summary>
    /// <param name="name">Name of a declared option, as declared.</param>
    /// <exception cref="ArgumentException">The processor does not declare the option.</exception>
    public string Text(string name) => (given.GetValueOrDefault(name) ?? Declared(name).Default).Trim();

    /// <summary>A value that is <c>true</c> or <c>false</c>, in any case.</summary>
    /// <param name="name">Name of a declared option.</param>
    /// <exception cref="BatchException"><c>BadOptionValue</c>: it is neither.</exception>
    public bool Flag(string name) => bool.TryParse(Text(name), out bool value) ? value : throw Bad(name);

    /// <summary>A value that is the name of an enum's member, in any case.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="name">Name of a declared option.</param>
    /// <exception cref="BatchException"><c>BadOptionValue</c>: no member has the name.</exception>
    public T Choice<T>(string name)
        where T : struct, Enum
    {
        string text = Text(name);
        return Enum.GetNames<T>().FirstOrDefault(one => one.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } member ? Enum.Parse<T>(member) : throw Bad(name);
    }

    /// <summary>A value that is a number, with <c>.</c> before its fraction.</summary>
    /// <param name="name">Name of a declared option.</param>
    /// <param name="least">Smallest value that is allowed.</param>
    /// <param name="most">Largest value that is allowed.</param>
    /// <exception cref="BatchException"><c>BadOptionValue</c>: it is no number, or outside of the range.</exception>
    public double Number(string name, double least, double most) =>
        double.TryParse(Text(name), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
        && value >= least && value <= most ? value : throw Bad(name);

    /// <summary>The error of a value that is not allowed; its message quotes <see cref="ProcessorOption.Values"/>.</summary>
    /// <param name="name">Name of a declared option.</param>
    /// <returns>An error with the code <c>BadOptionValue</c>, to be thrown.</returns>
    public BatchException Bad(string name) => BatchException.Invalid(
        "BadOptionValue", $"Option '{name}' of processor '{processor.Name}' has the value '{Text(name)}'; expected {Declared(name).Values}.", name);

    private ProcessorOption Declared(string name) => processor.Options.FirstOrDefault(option => option.Name == name)
        ?? throw new ArgumentException($"The processor '{processor.Name}' declares no option '{name}'.", nameof(name));
}
