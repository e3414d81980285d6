using System.Globalization;
using BatchPs.Engine.Configuration;
using CsvHelper;
using CsvHelper.Configuration;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Reads <c>term,replacement,case,whole,note</c>: a header, then a row a variant.</summary>
internal sealed class GlossaryCsv
{
    private const int LongestQuote = 40;

    private static readonly string[] Columns = ["term", "replacement", "case", "whole", "note"];

    private readonly GlossaryEntries _entries;
    private readonly GlossaryProblems _problems;
    private readonly string _text;
    private string? _badField;
    private int _counted;
    private long _line = 1;

    private GlossaryCsv(string text, GlossaryEntries entries, GlossaryProblems problems) => (_text, _entries, _problems) = (text, entries, problems);

    public static void Read(string text, GlossaryEntries entries, GlossaryProblems problems) => new GlossaryCsv(text, entries, problems).Read();

    private void Read()
    {
        var form = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            AllowComments = true,
            ExceptionMessagesContainRawData = false,
            TrimOptions = TrimOptions.Trim,
            BadDataFound = bad => _badField ??= bad.Field,
        };
        using var parser = new CsvParser(new StringReader(_text), form);
        string[]? header = null;
        while (parser.Read())
        {
            var line = LineOf(parser);
            var fields = parser.Record!;
            if (_badField is { } bad)
            {
                _problems.Bad(line, null, $"the field {Short(bad)} has a quotation mark that is not closed or stands in the middle; expected the whole field in quotation marks, and those in it doubled.");
                _badField = null;
                if (header is null)
                {
                    return;
                }
            }
            else if (Array.TrueForAll(fields, string.IsNullOrWhiteSpace))
            {
                continue;
            }
            else if (header is null)
            {
                if ((header = Header(fields, line)) is null)
                {
                    return;
                }
            }
            else
            {
                Row(header, fields, line);
            }
        }

        if (header is null)
        {
            _problems.Bad(1, null, $"the file has no header; expected '{string.Join(',', Columns)}', of which case, whole and note may be left out.");
        }
    }

    private string[]? Header(string[] fields, long line)
    {
        string[] header = [.. fields.Select(field => field.Trim().ToLowerInvariant())];
        var isGood = true;
        for (var i = 0; i < header.Length; i++)
        {
            if (!Columns.Contains(header[i]))
            {
                var meant = header[i].AsSpan().IndexOfAny(";\t") < 0 && NearestName.Of(header[i], Columns) is { } nearest ? $" Did you mean '{nearest}'?" : "";
                _problems.Bad(line, null, $"the header has a column {Short(fields[i].Trim())}; expected {string.Join(", ", Columns)}, apart by commas.{meant}");
                isGood = false;
            }
            else if (Array.IndexOf(header, header[i]) < i)
            {
                _problems.Bad(line, null, $"the header has the column '{header[i]}' twice; expected it once.");
                isGood = false;
            }
        }

        foreach (var needed in Columns.Take(2).Where(name => isGood && !header.Contains(name)))
        {
            _problems.Bad(line, null, $"the header has no column '{needed}'; expected {string.Join(", ", Columns)}, of which case, whole and note may be left out.");
            isGood = false;
        }

        return isGood ? header : null;
    }

    private void Row(string[] header, string[] fields, long line)
    {
        if (fields.Length > header.Length)
        {
            _problems.Bad(line, null, string.Create(
                CultureInfo.InvariantCulture, $"the row has {fields.Length} fields, the header {header.Length}; expected no more than those. A field with a comma stands in quotation marks."));
            return;
        }

        string? Field(string name) => Array.IndexOf(header, name) is >= 0 and var at && at < fields.Length ? fields[at] : null;

        var term = _entries.Term("term", Field("term"), line, null);
        var replacement = _entries.Term("replacement", Field("replacement"), line, null);
        var letterCase = _entries.Case(Field("case"), line, null);
        var isWhole = _entries.Whole(Field("whole"), line, null);
        if (term is not null && replacement is not null && letterCase is { } cased && isWhole is { } whole)
        {
            _entries.Add(term, replacement, cased, whole, line);
        }
    }

    // The parser only knows the line on which a record ends.
    private long LineOf(CsvParser parser)
    {
        var start = (int)parser.CharCount - parser.RawRecord.Length;
        for (; _counted < start; _counted++)
        {
            _line += _text[_counted] == '\n' || (_text[_counted] == '\r' && _text.AsSpan(_counted + 1) is not ['\n', ..]) ? 1 : 0;
        }

        return _line;
    }

    private static string Short(string field)
    {
        var first = field.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? field[..end] : field;
        return first.Length == field.Length && field.Length <= LongestQuote ? $"'{field}'" : $"'{first[..Math.Min(first.Length, LongestQuote)]}…'";
    }
}
