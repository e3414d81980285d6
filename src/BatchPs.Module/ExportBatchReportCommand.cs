using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Reporting;
using BatchPs.Engine.Results;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Writes a report of a recorded run, or of the results that are piped, as JSON, CSV or NDJSON, of any size.</summary>
[Cmdlet(VerbsData.Export, "BatchReport", SupportsShouldProcess = true, DefaultParameterSetName = PipelineSet)]
[OutputType(typeof(FileInfo), ParameterSetName = [PipelineSet, RunSet])]
public sealed class ExportBatchReportCommand : BatchCmdlet, IDisposable
{
    private const string PipelineSet = "Pipeline";
    private const string RunSet = "Run";
    private const string LastSet = "Last";

    private ReportWriter? _report;
    private string? _runId;
    private bool _manyRuns;
    private bool _declined;

    /// <summary>Results, as Start-Batch puts them out, or one run, as Get-BatchRun does.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    public PSObject? InputObject { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = RunSet)]
    [Alias("RunId")]
    [ArgumentCompleter(typeof(RunCompleter))]
    public string? Id { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LastSet)]
    public SwitchParameter Last { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    [Parameter]
    [ValidateSet("json", "csv", "ndjson")]
    public string? Format { get; set; }

    [Parameter]
    [ValidateSet("Items", "Diagnostics", "Totals")]
    public string Rows { get; set; } = "Items";

    /// <summary>Whether what is piped is passed on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private string Target => FullPath(Path);

    // Not a field of the enum's type: it would be looked for before the engine can be found.
    private bool HasTotalsOnly => Enum.Parse<ReportRows>(Rows, ignoreCase: true) == ReportRows.Totals;

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

        if (Open() is not { } report)
        {
            return;
        }

        report.Complete(_runId is null || _manyRuns ? null : SummaryOf(_runId));
        if (!PassThru)
        {
            // From the provider, as Get-Item gives it: a bare object has no size in PowerShell's own view.
            WriteObject(InvokeProvider.Item.Get(["Microsoft.PowerShell.Core\\FileSystem::" + Target], force: true, literalPath: true), enumerateCollection: true);
        }
    }

    public void Dispose() => _report?.Dispose();

    private void AddRun(RunSummary run)
    {
        foreach (BatchResult result in HasTotalsOnly ? [] : BatchEngine.Results(run, notice => RunPump.Write(this, notice, quiet: false)))
        {
            Add(result);
        }

        Remember(run.RunId);
    }

    private void Add(BatchResult result)
    {
        Remember(result.RunId);
        try
        {
            Open()?.Add(result);
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

    private ReportWriter? Open()
    {
        if (_report is null && !_declined)
        {
            _declined = !ShouldProcess(Target, "Export batch report");
            if (!_declined)
            {
                string? format = Format ?? (System.IO.Path.HasExtension(Target) ? null : Configure(null, new Dictionary<string, string>()).Settings.ExportFormat);
                _report = new ReportWriter(Target, ReportFormatName.Of(format, Target), Enum.Parse<ReportRows>(Rows, ignoreCase: true));
            }
        }

        return _report;
    }

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
