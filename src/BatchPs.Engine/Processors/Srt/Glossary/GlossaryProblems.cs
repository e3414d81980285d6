using System.Globalization;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>What is wrong with a glossary file, told all at once.</summary>
internal sealed class GlossaryProblems(string path)
{
    private const int MostTold = 20;

    private readonly List<(long Line, string Code, string Message)> _all = [];

    public bool Any => _all.Count > 0;

    /// <summary>Something that cannot be read as an entry.</summary>
    /// <param name="line">Where it stands, from 1.</param>
    /// <param name="column">Its first character, from 1; null when that is not known.</param>
    /// <param name="what">What was found and what was expected.</param>
    public void Bad(long line, long? column, string what) => Add("BadGlossary", line, column, what);

    /// <summary>Something that cannot be meant together with another entry.</summary>
    public void Add(string code, long line, string what) => Add(code, line, null, what);

    /// <exception cref="BatchException">With the code of the first problem; its message has at most 20, one a line.</exception>
    public void ThrowIfAny()
    {
        if (!Any)
        {
            return;
        }

        _all.Sort((a, b) => a.Line.CompareTo(b.Line));
        var told = _all.Take(MostTold).Select(problem => problem.Message).ToList();
        if (_all.Count > MostTold)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {_all.Count - MostTold} more are not shown."));
        }

        throw new BatchException(_all[0].Code, ErrorCategory.Validation, string.Join(Environment.NewLine, told), path);
    }

    private void Add(string code, long line, long? column, string what)
    {
        var place = column is null ? "" : string.Create(CultureInfo.InvariantCulture, $":{column}");
        _all.Add((line, code, string.Create(CultureInfo.InvariantCulture, $"{path}:{line}{place}: {what}")));
    }
}
