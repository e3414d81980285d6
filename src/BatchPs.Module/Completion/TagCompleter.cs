using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BatchPs.Module.Completion;

/// <summary>Completes tags of recorded runs.</summary>
public sealed class TagCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        return UserEngine.Open().Runs.List().SelectMany(run => run.Tags)
            .Where(tag => tag.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
            .Select(tag => new CompletionResult(CompletedWord.Of(tag), tag, CompletionResultType.ParameterValue, tag));
    }
}
