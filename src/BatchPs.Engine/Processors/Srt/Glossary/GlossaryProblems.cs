using System.Globalization;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>What is wrong with a glossary file, told all at once.</summary>
internal sealed class GlossaryProblems(string path)
{
    private const int MostTold = 20;

    private readonly List<(long Line, string Code, string Message)> _all = [];

    public bool Any => _all.Count > 0;

    /// <summary>One sentence each, in the order of their lines.</summary>
    public IEnumerable<string> Messages => _all.OrderBy(problem => problem.Line).Select(problem => problem.Message);

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

        var told = Messages.Take(MostTold).ToList();
        if (_all.Count > MostTold)
        {
            told.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {_all.Count - MostTold} more are not shown."));
        }

        throw new BatchException(_all.MinBy(problem => problem.Line).Code, ErrorCategory.Validation, string.Join(Environment.NewLine, told), path);
    }

    private void Add(string code, long line, long? column, string what)
    {
        var place = column is null ? "" : string.Create(CultureInfo.InvariantCulture, $":{column}");
        _all.Add((line, code, string.Create(CultureInfo.InvariantCulture, $"{path}:{line}{place}: {what}")));
    }
}
