namespace BatchPs.Engine.Reporting;

/// <summary>How a report is written.</summary>
public enum ReportFormat
{
    /// <summary>One document: summary and rows.</summary>
    Json,

    /// <summary>A header and the rows, as RFC 4180 says.</summary>
    Csv,

    /// <summary>A JSON object a line, without a summary.</summary>
    Ndjson,

    /// <summary>One page for a browser, with charts and a table that searches.</summary>
    Html,

    /// <summary>A summary in plain text, for mail and logs.</summary>
    Text,
}

/// <summary>What the rows of a report are.</summary>
public enum ReportRows
{
    /// <summary>The results, one an item; failed and interrupted ones first.</summary>
    Items,

    /// <summary>Every diagnostic of each item, in the order of the items.</summary>
    Diagnostics,

    /// <summary>None: the run's totals alone, by section and name in CSV, else as its summary.</summary>
    Totals,
}

/// <summary>Finds the format a report is asked for in.</summary>
public static class ReportFormatName
{
    /// <summary>The format of a name, else of the file's extension; both in any case.</summary>
    /// <param name="name"><c>json</c>, <c>csv</c>, <c>ndjson</c>, <c>html</c> or <c>text</c>; null to go by <paramref name="path"/>.</param>
    /// <param name="path">The report's file.</param>
    /// <exception cref="BatchException"><c>UnknownReportFormat</c>: neither is a format's name.</exception>
    public static ReportFormat Of(string? name, string path) =>
        (name ?? Path.GetExtension(path).TrimStart('.')).ToUpperInvariant() switch
        {
            "JSON" => ReportFormat.Json,
            "CSV" => ReportFormat.Csv,
            "NDJSON" => ReportFormat.Ndjson,
            "HTML" => ReportFormat.Html,
            "TEXT" when name is not null => ReportFormat.Text,
            "JSONL" when name is null => ReportFormat.Ndjson,
            "HTM" when name is null => ReportFormat.Html,
            "TXT" when name is null => ReportFormat.Text,
            _ => throw BatchException.Invalid("UnknownReportFormat", Unknown(name, path), path),
        };

    /// <summary>Whether a file's extension names a format.</summary>
    public static bool IsKnown(string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".JSON" or ".CSV" or ".NDJSON" or ".JSONL" or ".HTML" or ".HTM" or ".TXT";

    private static string Unknown(string? name, string path) =>
        name is not null ? $"Report format '{name}' is not known; it is json, csv, ndjson, html or text."
        : Path.HasExtension(path) ? $"Report '{path}' ends in '{Path.GetExtension(path)}'; it ends in .json, .csv, .ndjson, .jsonl, .html, .htm or .txt, or its format is given."
        : $"Report '{path}' has no extension; it ends in .json, .csv, .ndjson, .jsonl, .html, .htm or .txt, or its format is given.";
}
