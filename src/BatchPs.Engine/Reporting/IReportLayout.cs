using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>The bytes of a report: head, rows with a separator between them, tail.</summary>
internal interface IReportLayout : IDisposable
{
    /// <summary>Stands between two rows.</summary>
    ReadOnlySpan<byte> Separator { get; }

    void WriteHead(Stream stream, RunSummary? summary);

    void WriteRow(Stream stream, BatchResult result);

    /// <summary>Writes one of an item's diagnostics.</summary>
    void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic);

    void WriteTail(Stream stream);
}
