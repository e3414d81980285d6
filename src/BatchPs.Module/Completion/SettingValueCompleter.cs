using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module.Completion;

/// <summary>Completes the values a setting takes: its names, or its default where it takes numbers. Another stays as it is, because PowerShell would complete it as a file's name.</summary>
public sealed class SettingValueCompleter : IArgumentCompleter
{
    private const string Names = "one of ";
    private const string Switch = "true or false";

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var setting = BatchConfiguration.Defaults.FirstOrDefault(one => one.Key.Equals(fakeBoundParameters["Key"] as string, StringComparison.OrdinalIgnoreCase));
        string[] words = setting switch
        {
            null => [],
            { Range: Switch } => ["true", "false"],
            { Range: { } range } when range.StartsWith(Names, StringComparison.Ordinal) => range[Names.Length..].Split(", "),
            _ => [setting.Value],
        };
        string[] found = [.. words.Where(word => word.Length > 0 && word.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))];
        return found.Length == 0
            ? [new CompletionResult(wordToComplete.Length == 0 ? "''" : wordToComplete)]
            : found.Select(word => new CompletionResult(CompletedWord.Of(word), word, CompletionResultType.ParameterValue, setting!.Range));
    }
}
