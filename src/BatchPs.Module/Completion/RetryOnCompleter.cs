using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BatchPs.Module.Completion;

/// <summary>Completes categories of errors; codes, which are many and an operation's own, are typed.</summary>
public sealed class RetryOnCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from category in Enum.GetNames<BatchPs.Engine.Results.ErrorCategory>()
        where category.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(category);
}
