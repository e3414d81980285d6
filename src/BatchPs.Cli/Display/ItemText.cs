using BatchPs.Engine.Results;

namespace BatchPs.Cli.Display;

/// <summary>One result in one line.</summary>
internal static class ItemText
{
    private const int StatusWidth = 11;

    /// <summary>A failed item as compilers print errors, <c>file:line:column: Code: message</c>; any other with its state first.</summary>
    internal static string Of(BatchResult result) => result switch
    {
        { Status: ItemStatus.Failed, Error: { } error } => Error(error, result.Name),
        { OutputPath: { } output } => $"{State(result)} {result.Name} -> {output}",
        _ => $"{State(result)} {result.Name}",
    };

    /// <summary>A diagnostic as compilers print warnings: <c>file:line:column: severity: message [rule]</c>.</summary>
    internal static string Of(BatchResult result, ItemDiagnostic diagnostic)
    {
        string place = diagnostic.Line > 0 ? FormattableString.Invariant($":{diagnostic.Line}:{diagnostic.Column}") : "";
        return $"{result.Path ?? result.Name}{place}: {diagnostic.Severity.ToString().ToLowerInvariant()}: {diagnostic.Message} [{diagnostic.Rule}]";
    }

    /// <summary>An error with its place; with the item's name when it is in no file.</summary>
    internal static string Error(ItemError error, string item) => error.File is null ? $"{item}: {error}" : error.ToString();

    private static string State(BatchResult result) =>
        result.Status.ToString().PadRight(StatusWidth) + (result.Reason is { } reason ? $" ({reason})" : "");
}
