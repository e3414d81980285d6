using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BatchPs.Module.Completion;

/// <summary>Completes operations of recorded runs.</summary>
public sealed class OperationCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        UserEngine.Open().Runs.List().Select(run => run.Operation)
            .Where(operation => operation.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)
            .Select(operation => new CompletionResult(operation));
}
