namespace BatchPs.Engine.Reporting;

/// <summary>How a report is written.</summary>
public enum ReportFormat
{
    /// <summary>One document: summary and results.</summary>
    Json,

    /// <summary>A header and one row a result, as RFC 4180 says.</summary>
    Csv,
}

/// <summary>Finds the format a report is asked for in.</summary>
public static class ReportFormatName
{
    /// <summary>The format of a name, else of the file's extension; both in any case.</summary>
    /// <param name="name"><c>json</c> or <c>csv</c>; null to go by <paramref name="path"/>.</param>
    /// <param name="path">The report's file.</param>
    /// <exception cref="BatchException"><c>UnknownReportFormat</c>: neither is a format's name.</exception>
    public static ReportFormat Of(string? name, string path) =>
        (name ?? Path.GetExtension(path).TrimStart('.')).ToUpperInvariant() switch
        {
            "JSON" => ReportFormat.Json,
            "CSV" => ReportFormat.Csv,
            _ => throw BatchException.Invalid("UnknownReportFormat", Unknown(name, path), path),
        };

    private static string Unknown(string? name, string path) =>
        name is not null ? $"Report format '{name}' is not known; it is json or csv."
        : Path.HasExtension(path) ? $"Report '{path}' ends in '{Path.GetExtension(path)}'; it ends in .json or .csv, or its format is given."
        : $"Report '{path}' has no extension; it ends in .json or .csv, or its format is given.";
}
