using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts;

/// <summary>A parsed script with its text and its place, so that it can be parsed again elsewhere and its errors still show that place.</summary>
/// <param name="Ast">The parsed script.</param>
/// <param name="Text">Its text; that of a block has its braces.</param>
/// <param name="Place">Where it stands; null when that is not known.</param>
internal sealed record ScriptText(ScriptBlockAst Ast, string Text, ScriptPlace? Place)
{
    /// <summary>The text of a block.</summary>
    internal static ScriptText Of(ScriptBlock block)
    {
        // A function's own block has the definition for its tree; as a block it is its body.
        ScriptBlockAst ast = block.Ast as ScriptBlockAst ?? Parser.ParseInput(block.ToString(), out _, out _);
        IScriptExtent extent = ast.Extent;
        bool hasBraces = ast.Parent is ScriptBlockExpressionAst;
        return new ScriptText(
            ast,
            hasBraces ? extent.Text : $"{{{extent.Text}}}",
            new ScriptPlace(extent.File, extent.StartLineNumber, extent.StartColumnNumber + (hasBraces ? 1 : 0), UsingsOf(ast)));
    }

    /// <summary>Parses a kept block, which has its braces.</summary>
    internal static ScriptText OfBlock(string text, ScriptPlace? place) =>
        new(Parse(text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text, place), text, place);

    /// <summary>Parses kept statements.</summary>
    internal static ScriptText OfStatements(string text, ScriptPlace? place) => new(Parse(text, place), text, place);

    internal static ScriptText Of(ScriptPart part) =>
        part.Kind == ScriptPartKind.Function ? OfStatements(part.Text, part.Place) : OfBlock(part.Text, part.Place);

    internal ScriptPart Part(ScriptPartKind kind) => new(kind, "", Text, Place);

    /// <summary>The <c>using namespace</c> statements that hold where a tree stands.</summary>
    internal static string[] UsingsOf(Ast ast)
    {
        Ast root = ast;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root is ScriptBlockAst { UsingStatements: { } usings } && root != ast
            ? [.. usings.Where(statement => statement.UsingStatementKind == UsingStatementKind.Namespace).Select(statement => statement.Extent.Text)]
            : [];
    }

    // Blank lines and columns before it put it where it stood.
    private static ScriptBlockAst Parse(string text, ScriptPlace? place)
    {
        if (place is null || (place.Line == 1 && place.Usings.Count > 0))
        {
            return Parser.ParseInput(text, out _, out _);
        }

        string padded = string.Concat(string.Join(';', place.Usings), new string('\n', place.Line - 1), new string(' ', place.Column - 1), text);
        return place.File is null ? Parser.ParseInput(padded, out _, out _) : Parser.ParseInput(padded, place.File, out _, out _);
    }
}
