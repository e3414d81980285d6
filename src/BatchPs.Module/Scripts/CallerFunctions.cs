using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>Takes the text of functions of the session.</summary>
internal static class CallerFunctions
{
    /// <exception cref="BatchException"><c>FunctionNotFound</c></exception>
    internal static List<ScriptPart> Take(IEnumerable<string> names, PSCmdlet caller)
    {
        var parts = new SortedDictionary<string, ScriptPart>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            bool isPattern = WildcardPattern.ContainsWildcardCharacters(name);
            FunctionInfo[] found = [.. caller.SessionState.InvokeCommand.GetCommands(name, CommandTypes.Function | CommandTypes.Filter, isPattern).OfType<FunctionInfo>()];
            if (found.Length == 0)
            {
                throw BatchException.Invalid("FunctionNotFound", $"-Function names '{name}', but the session has no such function.", name);
            }

            foreach (FunctionInfo function in isPattern ? found : found.Take(1))
            {
                parts.TryAdd(function.Name, PartOf(function));
            }
        }

        return [.. parts.Values];
    }

    private static ScriptPart PartOf(FunctionInfo function)
    {
        // One that was copied under another name, or set as a block, has no definition of its own to take.
        if (function.ScriptBlock.Ast is FunctionDefinitionAst definition && definition.Name.Equals(function.Name, StringComparison.OrdinalIgnoreCase))
        {
            IScriptExtent extent = definition.Extent;
            return new ScriptPart(
                ScriptPartKind.Function, function.Name, extent.Text,
                new ScriptPlace(extent.File, extent.StartLineNumber, extent.StartColumnNumber, ScriptText.UsingsOf(definition)));
        }

        string word = function is FilterInfo ? "filter" : "function";
        return new ScriptPart(ScriptPartKind.Function, function.Name, $"{word} {function.Name} {{\n{function.Definition}\n}}", null);
    }
}
