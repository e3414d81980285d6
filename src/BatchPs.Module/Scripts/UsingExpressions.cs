using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary>The <c>$using:</c> expressions of a block whose values its caller gives.</summary>
internal static class UsingExpressions
{
    private static readonly string[] ForEach = ["ForEach-Object", "foreach", "%"];

    // They find the value in the worker, or where they have no using of their own, in what the block was given.
    private static readonly string[] Carriers = ["Invoke-Command", "icm", "Start-Job", "sajb", "Start-ThreadJob"];

    /// <summary>All but those of a block inside that is for workers of its own.</summary>
    internal static IEnumerable<UsingExpressionAst> Of(Ast script) =>
        script.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: true)
            .Cast<UsingExpressionAst>()
            .Where(expression => !CommandsAround(expression, script).Any(TakesItsOwn));

    /// <summary>Whether the caller need not have the variable: a command inside the block may find it there.</summary>
    internal static bool IsOptional(UsingExpressionAst expression, Ast script) =>
        CommandsAround(expression, script).Any(command => IsNamed(command, Carriers));

    /// <summary>PowerShell's own key: the text, variables in lower case, as Base64 of UTF-16.</summary>
    internal static string KeyOf(UsingExpressionAst expression)
    {
        string text = expression.SubExpression is VariableExpressionAst ? expression.ToString().ToLowerInvariant() : expression.ToString();
        return Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
    }

    /// <summary>The variable an expression begins with.</summary>
    internal static VariablePath VariableOf(UsingExpressionAst expression) => UsingExpressionAst.ExtractUsingVariable(expression).VariablePath;

    /// <summary>The value of an expression whose variable has a value.</summary>
    /// <exception cref="BatchException"><c>UsingExpressionFailed</c></exception>
    internal static object? Evaluate(UsingExpressionAst expression, object? variable)
    {
        if (expression.SubExpression is VariableExpressionAst)
        {
            return variable;
        }

        VariableExpressionAst root = UsingExpressionAst.ExtractUsingVariable(expression);
        string access = expression.Extent.Text[(root.Extent.EndOffset - expression.Extent.StartOffset)..];
        try
        {
            // The comma keeps a list one value.
            Collection<PSObject?> values = ScriptBlock.Create($",($args[0]{access})").Invoke([variable]);
            return values is [{ } value] ? value.BaseObject is PSCustomObject ? value : value.BaseObject : null;
        }
        catch (RuntimeException error)
        {
            throw new BatchException(
                "UsingExpressionFailed", Engine.Results.ErrorCategory.Validation, $"'{expression.Extent.Text}' has no value: {error.Message}", expression.Extent.Text, error);
        }
    }

    // What stands in a block that is an argument; the other arguments are the outer block's.
    private static IEnumerable<CommandAst> CommandsAround(UsingExpressionAst expression, Ast script)
    {
        for (Ast node = expression; node != script && node.Parent is { } parent; node = parent)
        {
            if (node is ScriptBlockExpressionAst)
            {
                Ast holder = parent is CommandParameterAst or ParenExpressionAst ? parent.Parent : parent;
                if (holder is CommandAst command)
                {
                    yield return command;
                }
            }
        }
    }

    private static bool TakesItsOwn(CommandAst command) =>
        IsNamed(command, ["Start-Batch", "Test-Batch"])
        || (IsNamed(command, ForEach) && StaticParameterBinder.BindCommand(command).BoundParameters.ContainsKey("Parallel"));

    private static bool IsNamed(CommandAst command, string[] names) => names.Contains(command.GetCommandName(), StringComparer.OrdinalIgnoreCase);
}
