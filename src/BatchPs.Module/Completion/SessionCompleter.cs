using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace BatchPs.Module.Completion;

/// <summary>Completes names of what the session has.</summary>
public abstract class SessionCompleter : IArgumentCompleter
{
    /// <summary>Puts out the names that match the wildcard in <c>$args[0]</c>.</summary>
    private protected abstract string Script { get; }

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from name in ScriptBlock.Create(Script).Invoke(WildcardPattern.Escape(wordToComplete.Trim('\'', '"')) + "*").Select(found => found.ToString()).Distinct(StringComparer.OrdinalIgnoreCase)
        where Offers(name)
        orderby name
        select new CompletionResult(name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.') ? name : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'", name, CompletionResultType.ParameterValue, name);

    private protected virtual bool Offers(string name) => true;
}
