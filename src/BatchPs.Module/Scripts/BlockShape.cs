using System.Management.Automation.Language;
using BatchPs.Engine;

namespace BatchPs.Module.Scripts;

/// <summary>What a block's syntax says of how it runs.</summary>
internal sealed class BlockShape
{
    // Methods of objects may run script blocks or be the session's own; functions of types do neither.
    private static readonly HashSet<string> SessionVariables = new(["Error", "ExecutionContext", "LASTEXITCODE"], StringComparer.OrdinalIgnoreCase);

    private BlockShape(bool isStepped, bool startsAnew, bool touchesSession)
    {
        IsStepped = isStepped;
        StartsAnew = startsAnew;
        TouchesSession = touchesSession;
    }

    /// <summary>Whether it takes its items as a command of a pipeline does: it has named blocks or binds its input to parameters.</summary>
    internal bool IsStepped { get; }

    /// <summary>Whether each item is a pipeline of its own: its body runs at the pipeline's end.</summary>
    internal bool StartsAnew { get; }

    /// <summary>Whether an item can leave something behind in the session that the next would see.</summary>
    internal bool TouchesSession { get; }

    /// <exception cref="BatchException"><c>BlockWithoutProcess</c>: nothing in it is done to an item.</exception>
    internal static BlockShape Of(ScriptBlockAst block)
    {
        bool hasNamed = block.BeginBlock is not null || block.ProcessBlock is not null || block.DynamicParamBlock is not null || block.EndBlock is { Unnamed: false }
            || HasClean(block);
        if (hasNamed && block.ProcessBlock is null)
        {
            throw BatchException.Invalid(
                "BlockWithoutProcess",
                "The script block has named blocks but no process block, so nothing in it is done to an item. Put what is to be done to each into 'process { }'.");
        }

        // As a command of a pipeline it would get none of its items; as a block it has them in $_.
        bool isAdvanced = block.ParamBlock is { } parameters && (parameters.Attributes.Any(IsBinding) || parameters.Parameters.Any(one => one.Attributes.OfType<AttributeAst>().Any(IsParameter)));
        bool bindsInput = block.ParamBlock?.Parameters.Any(TakesInput) == true;
        bool isPlain = isAdvanced && !bindsInput && block.DynamicParamBlock is null;
        if (isPlain && (block.BeginBlock is not null || block.EndBlock is not null || HasClean(block)))
        {
            throw BatchException.Invalid(
                "BlockTakesNoInput",
                "The script block has [CmdletBinding()] or [Parameter()], but no parameter takes its items. Mark one with [Parameter(ValueFromPipeline)], or leave the attributes out and use $_.");
        }

        hasNamed &= !isPlain;
        return new BlockShape(hasNamed || bindsInput, bindsInput && !hasNamed, block.Find(Touches, searchNestedScriptBlocks: true) is not null);
    }

    // The clean block is younger than the reference assembly.
    private static bool HasClean(ScriptBlockAst block) =>
        block.FindAll(node => node is NamedBlockAst && node.Parent == block, searchNestedScriptBlocks: false)
            .Any(node => node != block.BeginBlock && node != block.ProcessBlock && node != block.EndBlock && node != block.DynamicParamBlock);

    private static bool IsBinding(AttributeAst attribute) => attribute.TypeName.GetReflectionType() == typeof(System.Management.Automation.CmdletBindingAttribute);

    private static bool IsParameter(AttributeAst attribute) => attribute.TypeName.GetReflectionType() == typeof(System.Management.Automation.ParameterAttribute);

    private static bool TakesInput(ParameterAst parameter) => parameter.Attributes.OfType<AttributeAst>().SelectMany(one => one.NamedArguments).Any(argument =>
        argument.ArgumentName.StartsWith("ValueFromPipeline", StringComparison.OrdinalIgnoreCase)
        && (argument.ExpressionOmitted || !argument.Argument.Extent.Text.Equals("$false", StringComparison.OrdinalIgnoreCase)));

    private static bool Touches(Ast node) => node switch
    {
        CommandAst or UsingExpressionAst { SubExpression: not VariableExpressionAst } => true,
        VariableExpressionAst variable => variable.VariablePath is { IsGlobal: true } or { IsScript: true } || SessionVariables.Contains(variable.VariablePath.UserPath)
            || variable.VariablePath.UserPath.StartsWith("variable:", StringComparison.OrdinalIgnoreCase),
        InvokeMemberExpressionAst call => !(call.Static && call.Expression is TypeExpressionAst),
        _ => false,
    };
}
