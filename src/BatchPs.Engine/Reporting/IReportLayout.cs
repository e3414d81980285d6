using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>The bytes of a report: head, rows with a separator between them, tail.</summary>
internal interface IReportLayout : IDisposable
{
    /// <summary>Stands between two rows.</summary>
    ReadOnlySpan<byte> Separator { get; }

    /// <summary>Writes what stands before the rows, after all are written.</summary>
    void WriteHead(Stream stream, ReportContext context);

    void WriteRow(Stream stream, BatchResult result);

    /// <summary>Writes one of an item's diagnostics.</summary>
    void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic);

    /// <summary>Copies rows that waited, after all are written; the head stands in the report already.</summary>
    void CopyRows(Stream part, Stream report) => part.CopyTo(report);

    void WriteTail(Stream stream);
}
