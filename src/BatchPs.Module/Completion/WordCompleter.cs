using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BatchPs.Module.Completion;

/// <summary>Completes usual values; another stays as it is, because PowerShell would complete it as a file's name.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    private readonly string[] _words;

    private protected WordCompleter(params string[] words) => _words = words;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string[] found = [.. _words.Where(word => word.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))];
        return (found.Length == 0 ? [wordToComplete] : found).Select(word => new CompletionResult(word));
    }
}
