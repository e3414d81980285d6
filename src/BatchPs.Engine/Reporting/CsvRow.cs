using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace BatchPs.Engine.Reporting;

/// <summary>One row of RFC 4180 in UTF-8 after the other. Text that a spreadsheet would run as a formula gets a <c>'</c>.</summary>
internal sealed class CsvRow : IDisposable
{
    private const int NewlineLength = 2;

    // NewLine stays unset: it is CRLF then, and a lone CR or LF inside a field is quoted, which it would not be otherwise.
    private static readonly CsvConfiguration Rfc4180 = new(CultureInfo.InvariantCulture) { ExceptionMessagesContainRawData = false };

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly StringWriter row = new(CultureInfo.InvariantCulture);
    private readonly CsvWriter csv;

    public CsvRow() => csv = new CsvWriter(row, Rfc4180);

    /// <summary>Adds a field of what a person or a program wrote.</summary>
    public void Text(string? field) =>
        csv.WriteField(field is ['=' or '+' or '-' or '@' or '\t' or '\0' or '\r' or '＝' or '＋' or '－' or '＠', ..] ? "'" + field : field);

    /// <summary>Adds a field of a number or a word of the engine's own, which is no formula.</summary>
    public void Plain<T>(T field) => csv.WriteField(field);

    /// <summary>Adds a field of a number; an empty one when it is not finite.</summary>
    public void Number(double field) => csv.WriteField(double.IsFinite(field) ? field : (double?)null);

    /// <summary>Ends the row.</summary>
    public void End(Stream stream) => stream.Write(Take(newline: true));

    /// <summary>Ends the row, without its newline.</summary>
    public byte[] Take() => Take(newline: false);

    public void Dispose()
    {
        csv.Dispose();
        row.Dispose();
    }

    private byte[] Take(bool newline)
    {
        csv.NextRecord();
        csv.Flush();
        var text = row.GetStringBuilder();
        var bytes = Utf8.GetBytes(text.ToString(0, text.Length - (newline ? 0 : NewlineLength)));
        text.Clear();
        return bytes;
    }
}
