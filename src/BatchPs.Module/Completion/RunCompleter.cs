using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine.Results;

namespace BatchPs.Module.Completion;

/// <summary>Completes ids and names of recorded runs, the newest first.</summary>
public class RunCompleter : IArgumentCompleter
{
    private const int Most = 30;

    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        bool byName = string.Equals(parameterName, "Name", StringComparison.OrdinalIgnoreCase);
        return (from run in UserEngine.Open().Runs.List()
                where Offers(run)
                let text = byName ? run.Name : run.RunId
                where text is not null && text.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                select new CompletionResult(CompletedWord.Of(text), text, CompletionResultType.ParameterValue, Describe(run)))
            .DistinctBy(completion => completion.ListItemText)
            .Take(Most);
    }

    /// <summary>Whether a run may be meant.</summary>
    private protected virtual bool Offers(RunSummary run) => true;

    private static string Describe(RunSummary run) =>
        $"{run.Operation}, {run.State}: {run.Succeeded} succeeded, {run.Failed} failed of {run.Total}";
}
