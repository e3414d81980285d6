using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Changes settings of runs that are live, in this process or another.</summary>
[Cmdlet(VerbsCommon.Set, "Batch", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType("BatchPs.Engine.Results.RunSummary")]
public sealed class SetBatchCommand : LiveRunCmdlet
{
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["max_parallel_workers"] = "-" + nameof(ThrottleLimit),
        ["max_rate"] = "-" + nameof(MaxRate),
        ["max_load"] = "-" + nameof(MaxLoad),
        ["max_memory_mb"] = "-" + nameof(MemoryLimit),
    };

    [Parameter]
    [ArgumentCompleter(typeof(ThrottleLimitCompleter))]
    [ValidateNotNullOrEmpty]
    public string? ThrottleLimit { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MaxRateCompleter))]
    [ValidateNotNullOrEmpty]
    public string? MaxRate { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MaxLoadCompleter))]
    public int MaxLoad { get; set; }

    [Parameter]
    [ArgumentCompleter(typeof(MemoryLimitCompleter))]
    public int MemoryLimit { get; set; }

    private protected override string Action => "Set " + string.Join(", ", Tuning.Values.Select(value => $"{value.Key} to {value.Value}"));

    // The values are refused once, not for each run.
    protected override void Prepare() => _ = Tuning;

    private protected override void Ask(LiveRun live) => live.AskToTune(Tuning, "Set-Batch");

    private protected override RunSummary Await(LiveRun live, TimeSpan left)
    {
        live.WaitForTuning(Tuning, left, Stopped);
        return live.Reread();
    }

    private RunTuning Tuning => field ??= RunTuning.Of(
        Settings.Where(setting => MyInvocation.BoundParameters.ContainsKey(setting.Value[1..])).ToDictionary(
            setting => setting.Key, setting => Convert.ToString(MyInvocation.BoundParameters[setting.Value[1..]], CultureInfo.InvariantCulture)!),
        Settings);
}
