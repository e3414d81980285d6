using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine.Processors;

namespace BatchPs.Module.Completion;

/// <summary>Completes names of built-in processors. Of an assembly none: a key press runs no code of others.</summary>
public sealed class ProcessorCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from info in UserEngine.Open().Processors.All
        where !fakeBoundParameters.Contains("ProcessorAssembly") && info.Name.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(info.Name, info.Name, CompletionResultType.ParameterValue, info.Description);
}
