using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text;
using BatchPs.Engine;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>A script block with the values of its <c>$using:</c> expressions, ready for other runspaces and for the journal.</summary>
internal sealed class ScriptSource
{
    private ScriptSource(ScriptBlockAst ast, Dictionary<string, object?> usingValues)
    {
        Ast = ast;
        UsingValues = usingValues;
        Spec = new OperationSpec
        {
            Name = OperationSpec.ScriptBlock,
            Script = ast.Extent.Text,
            UsingValues = new SortedDictionary<string, string>(
                usingValues.ToDictionary(pair => pair.Key, pair => PSSerializer.Serialize(pair.Value)), StringComparer.Ordinal),
        };
    }

    /// <summary>The parsed block; it keeps file name and lines for error positions.</summary>
    internal ScriptBlockAst Ast { get; }

    /// <summary>Values by the key PowerShell looks them up by.</summary>
    internal Dictionary<string, object?> UsingValues { get; }

    /// <summary>Arguments of each invocation.</summary>
    internal object?[] Arguments { get; init; } = [];

    /// <summary>What the journal keeps.</summary>
    internal OperationSpec Spec { get; }

    /// <summary>Takes the values from the caller's scope.</summary>
    internal static ScriptSource Of(ScriptBlock block, PSCmdlet caller)
    {
        var ast = (ScriptBlockAst)block.Ast;
        foreach (UsingExpressionAst own in ast.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: false).Cast<UsingExpressionAst>())
        {
            ThrowIfUndefined(own, caller);
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (UsingExpressionAst expression in ast.FindAll(node => node is UsingExpressionAst, searchNestedScriptBlocks: true).Cast<UsingExpressionAst>())
        {
            values.TryAdd(KeyOf(expression), ValueOf(expression.SubExpression, caller));
        }

        return new ScriptSource(ast, values);
    }

    /// <summary>Takes block and values from a journal.</summary>
    internal static ScriptSource Of(OperationSpec spec)
    {
        string text = spec.Script!;
        ScriptBlockAst ast = Parser.ParseInput(Inner(text), out _, out _);
        return new ScriptSource(ast, spec.UsingValues.ToDictionary(pair => pair.Key, pair => (object?)PSSerializer.Deserialize(pair.Value)));
    }

    // The text of a block literal has its braces; a parsed script must not.
    private static string Inner(string text) =>
        text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text;

    // PowerShell's own key: the text, variables in lower case, as Base64 of UTF-16.
    private static string KeyOf(UsingExpressionAst expression)
    {
        string text = expression.SubExpression is VariableExpressionAst ? expression.ToString().ToLowerInvariant() : expression.ToString();
        return Convert.ToBase64String(Encoding.Unicode.GetBytes(text));
    }

    // Not in blocks inside the block: these may be handed to a command that takes the variable from the block itself.
    private static void ThrowIfUndefined(UsingExpressionAst expression, PSCmdlet caller)
    {
        var variable = (VariableExpressionAst)expression.SubExpression.Find(node => node is VariableExpressionAst, searchNestedScriptBlocks: false);
        string name = variable.VariablePath.UserPath;
        if (variable.VariablePath.IsVariable && caller.SessionState.PSVariable.Get(name) is null)
        {
            throw BatchException.Invalid("UsingVariableIsUndefined", $"The block names '{expression.Extent.Text}', but the session has no variable '{name}'.", name);
        }
    }

    private static object? ValueOf(ExpressionAst expression, PSCmdlet caller) =>
        expression is VariableExpressionAst variable
            ? caller.SessionState.PSVariable.GetValue(variable.VariablePath.UserPath)
            : caller.InvokeCommand.InvokeScript(expression.Extent.Text.Replace("$using:", "$", StringComparison.OrdinalIgnoreCase)) is { Count: > 0 } values
                ? values.Count == 1 ? values[0] : values
                : null;
}
