using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace BatchPs.Module.Completion;

/// <summary>A text as an argument that PowerShell takes as it is: quoted where a character of it means something there.</summary>
internal static partial class CompletedWord
{
    internal static string Of(string text) => Plain().IsMatch(text) ? text : $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"\A[\p{L}\p{Nd}_][\p{L}\p{Nd}_.:/-]*\z")]
    private static partial Regex Plain();
}
