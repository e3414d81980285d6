using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Comparing;
using BatchPs.Engine.Results;
using BatchPs.Module.Completion;
using ErrorCategory = System.Management.Automation.ErrorCategory;

namespace BatchPs.Module;

/// <summary>Compares two recorded runs.</summary>
[Cmdlet(VerbsData.Compare, "BatchRun", DefaultParameterSetName = PipelineSet)]
[OutputType("BatchPs.Engine.Comparing.RunComparison", "BatchPs.Engine.Comparing.ItemChange")]
public sealed class CompareBatchRunCommand : BatchCmdlet
{
    private const string PipelineSet = "Pipeline";
    private const string IdSet = "Id";
    private const string NameSet = "Name";
    private const string LastSet = "Last";

    private readonly List<RunSummary> _piped = [];

    /// <summary>The run before; alone, the run that is compared with the one before it.</summary>
    [Parameter(Position = 0, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [RunIdOfRun]
    [ValidateNotNullOrEmpty]
    public string? ReferenceId { get; set; }

    /// <summary>The run now; alone, it is compared with the one before it.</summary>
    [Parameter(Position = 1, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [RunIdOfRun]
    [ValidateNotNullOrEmpty]
    public string? DifferenceId { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = NameSet)]
    [ArgumentCompleter(typeof(RunCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LastSet)]
    public SwitchParameter Last { get; set; }

    /// <summary>Two runs, or one that is compared with the one before it.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = PipelineSet)]
    public PSObject? InputObject { get; set; }

    /// <summary>Percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000000.0)]
    public double Margin { get; set; } = 25;

    /// <summary>Percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000000.0)]
    public double RunMargin { get; set; } = 20;

    /// <summary>Seconds.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000000.0)]
    public double MinimumDifference { get; set; } = 0.25;

    /// <summary>Percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MetricMargin { get; set; }

    [Parameter]
    [ValidateSet("NewlyFailing", "StillFailing", "Fixed", "Slower", "Faster", "OutputChanged", "MetricDrift", "Added", "Removed", "NewlySkipped", "NoLongerSkipped")]
    public string[] Kind { get; set; } = [];

    /// <summary>Whether the changes themselves are put out.</summary>
    [Parameter]
    public SwitchParameter AsItem { get; set; }

    /// <summary>Whether a regression is an error.</summary>
    [Parameter]
    public SwitchParameter FailOnRegression { get; set; }

    [Parameter]
    [ValidateSet("NewlyFailing", "NewlySkipped", "SlowerRun", "Slower", "MetricDrift", "OutputChanged", "Removed", "StillFailing")]
    public string[] FailOn { get; set; } = [];

    protected override void Process()
    {
        if (InputObject is not null)
        {
            _piped.Add(InputObject.BaseObject as RunSummary ?? throw BatchException.Invalid(
                "NotARun", $"Batch runs are compared, as Get-BatchRun puts them out; a {InputObject.BaseObject.GetType().Name} was piped.", InputObject.BaseObject));
        }
    }

    protected override void Complete()
    {
        (RunSummary before, RunSummary after) = Runs();
        RunComparison comparison = BatchEngine.Compare(before, after, Options(), Stopped);
        if (Kind.Length > 0)
        {
            var kinds = Kind.ToHashSet(StringComparer.OrdinalIgnoreCase);
            comparison = comparison with { Changes = comparison.Changes.Where(change => kinds.Contains(change.Kind.ToString())).ToArray() };
        }

        if (AsItem)
        {
            WriteObject(comparison.Changes, enumerateCollection: true);
        }
        else
        {
            WriteObject(comparison);
        }

        if (comparison.IsRegression && (FailOnRegression || FailOn.Length > 0))
        {
            var worse = BatchException.Invalid("Regression", $"Run {after.RunId} is worse than {before.RunId}: {string.Join(" ", comparison.Regressions)}", comparison);
            WriteError(new ErrorRecord(worse, worse.Code, ErrorCategory.InvalidResult, comparison));
        }
    }

    private (RunSummary Before, RunSummary After) Runs() => ParameterSetName switch
    {
        IdSet when ReferenceId is { } before && DifferenceId is { } after => (Engine.Runs.Find(before), Engine.Runs.Find(after)),
        IdSet => WithPrevious(Engine.Runs.Find((DifferenceId ?? ReferenceId)!)),
        NameSet => WithPrevious(Engine.Runs.FindByName(Name!)),
        LastSet => WithPrevious(Engine.Runs.Last()),
        _ => Piped(),
    };

    private (RunSummary Before, RunSummary After) WithPrevious(RunSummary run) => (Engine.Runs.RequirePreviousOf(run), run);

    // Get-BatchRun gives the newest first.
    private (RunSummary Before, RunSummary After) Piped() => _piped switch
    {
        [{ } one] => WithPrevious(one),
        [{ } one, { } other] => string.CompareOrdinal(one.RunId, other.RunId) <= 0 ? (one, other) : (other, one),
        [] => throw BatchException.Invalid("NoRuns", "No run was named or piped; one or two are compared. Expected ids, -Name or -Last, or runs from the pipeline."),
        _ => throw BatchException.Invalid("TooManyRuns", FormattableString.Invariant($"{_piped.Count} runs were piped; one or two are compared.")),
    };

    private ComparisonOptions Options()
    {
        var options = new ComparisonOptions
        {
            Margin = Margin / 100, RunMargin = RunMargin / 100, MinimumDifference = MinimumDifference, MetricMargin = MetricMargin / 100,
        };
        return FailOn.Length == 0 ? options : options with { FailOn = FailOn.Select(kind => Enum.Parse<RegressionKind>(kind, ignoreCase: true)).ToArray() };
    }
}
