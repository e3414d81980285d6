using BatchPs.Engine.Results;

namespace BatchPs.Engine.Reporting;

/// <summary>Where reports go: into one file, or into one for each run, when the path is a directory or has <c>{id}</c> or <c>{name}</c> in it.</summary>
public sealed class ReportPath
{
    private const string Id = "{id}";
    private const string Name = "{name}";

    private readonly string path;

    private ReportPath(string path, ReportFormat format)
    {
        this.path = path;
        Format = format;
    }

    /// <summary>How they are written.</summary>
    public ReportFormat Format { get; }

    /// <summary>Whether each run has a file of its own.</summary>
    public bool IsForEachRun => path.Contains(Id, StringComparison.Ordinal) || path.Contains(Name, StringComparison.Ordinal);

    /// <summary>The place that a path means.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="format">The format that was asked for; null to go by the extension.</param>
    /// <param name="usual">Finds the format of a path that has no extension, as a directory.</param>
    /// <exception cref="BatchException"><c>UnknownReportFormat</c>.</exception>
    public static ReportPath Of(string path, string? format, Func<string> usual)
    {
        if (Directory.Exists(path))
        {
            var own = ReportFormatName.Of(format ?? usual(), path);
            return new ReportPath(Path.Join(path, Id + Extension(own)), own);
        }

        return new ReportPath(path, ReportFormatName.Of(format ?? (Path.HasExtension(path) ? null : usual()), path));
    }

    /// <summary>The file of a run's report.</summary>
    public string For(RunSummary run) => For(run.RunId, () => run.Name);

    /// <summary>The file of a run's report.</summary>
    /// <param name="runId">Its id.</param>
    /// <param name="name">Finds its name, where the path wants that.</param>
    public string For(string runId, Func<string?> name)
    {
        var file = path.Replace(Id, runId, StringComparison.Ordinal);
        return file.Contains(Name, StringComparison.Ordinal) ? file.Replace(Name, Plain(name() ?? runId), StringComparison.Ordinal) : file;
    }

    // What a run is named must not lead out of the directory.
    private static string Plain(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' ? '_' : c)) is var plain && plain.Trim('.', ' ').Length > 0 ? plain : "_";

    private static string Extension(ReportFormat format) => format == ReportFormat.Text ? ".txt" : "." + format.ToString().ToLowerInvariant();
}
