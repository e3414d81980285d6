using System.Globalization;
using BatchPs.Engine;

namespace BatchPs.Cli.Options;

/// <summary>Numbers as people type them.</summary>
internal static class NumberText
{
    /// <summary>A whole number from a lowest on.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>.</exception>
    internal static int? Whole(string option, string? text, int lowest) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= lowest ? number
        : throw BatchException.Invalid("BadOptionValue", FormattableString.Invariant($"{option} is '{text}'; it takes a whole number, {lowest} or more."), option);

    /// <summary>A number from 0 on, up to a highest.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>.</exception>
    internal static double? Decimal(string option, string? text, string unit, double highest = 1_000_000) => text is null ? null
        : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && number <= highest ? number
        : throw BatchException.Invalid("BadOptionValue", FormattableString.Invariant($"{option} is '{text}'; it takes {unit} from 0 to {highest:0}."), option);
}
