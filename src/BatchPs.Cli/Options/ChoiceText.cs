using System.Text.RegularExpressions;
using BatchPs.Engine;

namespace BatchPs.Cli.Options;

/// <summary>The names of an enum as people type them: <c>failed-and-rest</c>.</summary>
internal static partial class ChoiceText
{
    /// <summary>The value of a name, in any case, with or without its dashes.</summary>
    /// <exception cref="BatchException"><c>BadOptionValue</c>: no value has the name.</exception>
    internal static T Parse<T>(string option, string text)
        where T : struct, Enum
    {
        foreach (T value in Enum.GetValues<T>())
        {
            if (value.ToString().Equals(text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw BatchException.Invalid("BadOptionValue", $"{option} is '{text}'; it takes one of {Names<T>()}.", option);
    }

    /// <summary>All names, for help and messages.</summary>
    internal static string Names<T>()
        where T : struct, Enum =>
        string.Join(", ", Enum.GetNames<T>().Select(name => WordStart().Replace(name, "-").ToLowerInvariant()));

    /// <summary>All names, as help shows what an option takes.</summary>
    internal static string Choices<T>()
        where T : struct, Enum => Names<T>().Replace(", ", "|", StringComparison.Ordinal);

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
