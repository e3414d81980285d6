namespace BatchPs.Cli.Display;

/// <summary>Rows in columns as wide as they need to be, with two spaces between: readable, and easy to cut apart.</summary>
internal static class TextTable
{
    /// <summary>The lines of a table.</summary>
    /// <param name="head">The names of the columns; one that begins with <c>&gt;</c> is aligned to the right.</param>
    /// <param name="rows">The rows, each with a text a column.</param>
    internal static IEnumerable<string> Lines(string[] head, IEnumerable<string[]> rows)
    {
        string[][] table = [[.. head.Select(name => name.TrimStart('>'))], .. rows.Select(row => Array.ConvertAll(row, VisibleText.Of))];
        int[] widths = [.. head.Select((_, column) => table.Max(row => row[column].Length))];
        return table.Select(row => string.Join("  ", row.Select((text, column) =>
            head[column].StartsWith('>') ? text.PadLeft(widths[column]) : text.PadRight(widths[column]))).TrimEnd());
    }
}
