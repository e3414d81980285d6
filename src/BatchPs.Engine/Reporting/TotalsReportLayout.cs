using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>A report of a run's totals alone: it is all head.</summary>
/// <param name="format">How it is written: as CSV of section, name and value, else as the summary's JSON object in one line.</param>
internal sealed class TotalsReportLayout(ReportFormat format) : IReportLayout
{
    private readonly JsonRow json = new();
    private readonly CsvRow row = new();

    public ReadOnlySpan<byte> Separator => [];

    public void WriteHead(Stream stream, ReportContext context)
    {
        if (context.Summary is not { } summary)
        {
            throw BatchException.Invalid("TotalsOfNoRun", "A report of totals is of one run; there was none, or more than one.");
        }

        if (format != ReportFormat.Csv)
        {
            json.Write(stream, writer => SummaryJson.Write(writer, summary));
            stream.Write("\n"u8);
            return;
        }

        Row("Section", "Name", "Value");
        foreach (var (section, name, value) in TotalsRows.Of(summary))
        {
            Row(section, name, value);
        }

        void Row(string section, string name, object? value)
        {
            row.Text(section);
            row.Text(name);
            switch (value)
            {
                case string text: row.Text(text); break;
                case double number: row.Number(number); break;
                default: row.Plain(value); break;
            }

            row.End(stream);
        }
    }

    public void WriteRow(Stream stream, BatchResult result)
    {
    }

    public void WriteRow(Stream stream, BatchResult result, ItemDiagnostic diagnostic)
    {
    }

    public void WriteTail(Stream stream)
    {
    }

    public void Dispose()
    {
        json.Dispose();
        row.Dispose();
    }
}
