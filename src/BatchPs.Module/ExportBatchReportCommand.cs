using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Writes a report of a recorded run, or of the results that are piped, as HTML, text, JSON, CSV or NDJSON, of any size.</summary>
[Cmdlet(VerbsData.Export, "BatchReport", SupportsShouldProcess = true, DefaultParameterSetName = PipelineSet)]
[OutputType(typeof(FileInfo), ParameterSetName = [PipelineSet, RunSet])]
public sealed class ExportBatchReportCommand : BatchCmdlet, IDisposable
{
    private const string PipelineSet = "Pipeline";
    private const string RunSet = "Run";
    private const string LastSet = "Last";

    private readonly Dictionary<string, ReportWriter> _reports = [];
    private readonly HashSet<string> _declined = [];
    private readonly List<string> _written = [];
    private string? _runId;
    private bool _manyRuns;

    /// <summary>Results, as Start-Batch puts them out, or one run, as Get-BatchRun does.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = RunSet)]
    [Alias("RunId")]
    [ArgumentCompleter(typeof(RunCompleter))]
    [RunIdOfRun]
    public string? Id { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LastSet)]
    public SwitchParameter Last { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    [ValidateSet("json", "csv", "ndjson", "html", "text")]
    public string? Format { get; set; }

    [Parameter]
    [ValidateSet("Items", "Diagnostics", "Totals")]
    public string Rows { get; set; } = "Items";

    /// <summary>A run to compare that of the report with; by default the one before it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string? CompareTo { get; set; }

    [Parameter]
    public SwitchParameter NoComparison { get; set; }

    /// <summary>Whether the report is opened in the application a person has for it.</summary>
    [Parameter]
    public SwitchParameter Open { get; set; }

    /// <summary>Whether what is piped is passed on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private ReportPath Target => field ??= ReportPath.Of(
        FullPath(Path), Format, () => Configure(null, new Dictionary<string, string>()).Settings.ExportFormat);

    // Not a field of the enum's type: it would be looked for before the engine can be found.
    private bool HasTotalsOnly => Enum.Parse<ReportRows>(Rows, ignoreCase: true) == ReportRows.Totals;

    private ReportBaseline Baseline => field ??= NoComparison ? ReportBaseline.None : CompareTo is null ? ReportBaseline.Previous : ReportBaseline.Of(Engine, CompareTo, Target.Format);

    protected override void Prepare()
    {
        if (CompareTo is not null && NoComparison)
        {
            throw BatchException.Invalid("SeveralComparisons", $"Run '{CompareTo}' was given to compare with, and -NoComparison. Expected one of them.", CompareTo);
        }

        // Before anything is written, and before a run whose results are piped begins.
        _ = Baseline;
    }

    protected override void Process()
    {
        switch (InputObject?.BaseObject)
        {
            case BatchResult result:
                Add(result);
                break;
            case RunSummary run:
                AddRun(run);
                break;
            case { } other:
                throw BatchException.Invalid(
                    "NotAResult", $"A report is made of batch results or of a batch run; a {other.GetType().Name} was piped.", other);
        }

        if (PassThru && InputObject is not null)
        {
            WriteObject(InputObject);
        }
    }

    protected override void Complete()
    {
        if (ParameterSetName != PipelineSet)
        {
            AddRun(Last ? Engine.Runs.Last() : Engine.Runs.Find(Id!));
        }

        // An empty page in the place of an earlier report says nothing of it.
        if (_runId is null)
        {
            throw BatchException.Invalid("NothingToReport", $"No run and no result was piped; '{Path}' is left as it is. Expected results or a run, or -Id or -Last.", Path);
        }

        foreach (string file in _reports.Keys.ToArray())
        {
            Finish(file, Target.IsForEachRun ? null : _manyRuns ? "" : _runId);
        }

        foreach (string file in Open ? _written : [])
        {
            Show(file);
        }
    }

    public void Dispose()
    {
        foreach (ReportWriter report in _reports.Values)
        {
            report.Dispose();
        }
    }

    // The report is written, whatever becomes of it then.
    private void Show(string file)
    {
        try
        {
            DefaultApplication.Open(file, UserEngine.Variables());
        }
        catch (BatchException nothing)
        {
            WriteWarning(nothing.Message);
        }
    }

    private void AddRun(RunSummary run)
    {
        Remember(run.RunId);
        if (_manyRuns && !Target.IsForEachRun && Target.Format is ReportFormat.Html or ReportFormat.Text)
        {
            throw BatchException.Invalid(
                "ReportOfManyRuns", $"A report for a person is of one run; more were piped to '{Path}'. Expected a directory, or a path with {{id}} or {{name}}.", run);
        }

        OpenReport(run.RunId);
        foreach (BatchResult result in HasTotalsOnly ? [] : BatchEngine.Results(run, notice => RunPump.Write(this, notice, quiet: false)))
        {
            Add(result);
        }

        if (Target.IsForEachRun)
        {
            Finish(Target.For(run), run.RunId);
        }
    }

    private void Add(BatchResult result)
    {
        Remember(result.RunId);
        try
        {
            OpenReport(result.RunId)?.Add(result);
        }
        catch (BatchException damaged) when (damaged.Code == DiagnosticReader.Damaged)
        {
            // The report has what can be read.
            WriteError(ErrorRecords.Of(damaged));
        }
    }

    private void Remember(string runId)
    {
        _manyRuns |= _runId is not null && _runId != runId;
        _runId = runId;
    }

    // Of a run, or of all where they share one.
    private ReportWriter? OpenReport(string runId)
    {
        string file = Target.For(runId, () => SummaryOf(runId)?.Name);
        if (!_reports.TryGetValue(file, out ReportWriter? report) && !_declined.Contains(file))
        {
            if (ShouldProcess(file, "Export batch report"))
            {
                _reports.Add(file, report = new ReportWriter(file, Target.Format, Enum.Parse<ReportRows>(Rows, ignoreCase: true)));
            }
            else
            {
                _declined.Add(file);
            }
        }

        return report;
    }

    // Of the run with an id; of that of its rows where that is null, and of none in particular where it is empty.
    private void Finish(string file, string? runId)
    {
        if (!_reports.Remove(file, out ReportWriter? report))
        {
            return;
        }

        using (report)
        {
            runId ??= report.RunId;
            report.Complete(runId is { Length: > 0 } && SummaryOf(runId) is { } run ? ReportContext.Of(Engine, run, Target.Format, BaselineOf(run)) : ContextOfNoRun());
        }

        _written.Add(file);
        if (!PassThru)
        {
            // From the provider, as Get-Item gives it: a bare object has no size in PowerShell's own view.
            WriteObject(InvokeProvider.Item.Get(["Microsoft.PowerShell.Core\\FileSystem::" + file], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    // The baseline may be among the runs that have a report each: its own has no comparison.
    private ReportBaseline BaselineOf(RunSummary run) => Target.IsForEachRun && Baseline.Run?.RunId == run.RunId ? ReportBaseline.None : Baseline;

    private ReportContext ContextOfNoRun() => Baseline.Run is null ? new ReportContext() : throw BatchException.Invalid(
        "ComparisonOfNoRun", $"The report to '{Path}' is of no run, or of more than one, so there is nothing to compare with run {Baseline.Run.RunId}.", Path);

    // A stream of results ends before the run that makes them has been summed up; of that run the summary so far is written.
    private RunSummary? SummaryOf(string runId)
    {
        try
        {
            return Engine.Runs.Find(runId);
        }
        catch (BatchException)
        {
            return null;
        }
    }
}
