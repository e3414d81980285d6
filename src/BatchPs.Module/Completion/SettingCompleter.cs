using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module.Completion;

/// <summary>Completes the keys of settings, with what each means.</summary>
public sealed class SettingCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from value in BatchConfiguration.Defaults
        where value.Key.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(value.Key, value.Key, CompletionResultType.ParameterValue, $"{value.Meaning} ({value.Range})");
}
