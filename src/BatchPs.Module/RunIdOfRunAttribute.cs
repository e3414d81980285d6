using System.Collections;
using System.Management.Automation;
using BatchPs.Engine.Results;

namespace BatchPs.Module;

/// <summary>Takes a run where its id is expected, alone or in a list; PowerShell would take the text of all it has.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RunIdOfRunAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Bare(inputData) switch
    {
        RunSummary run => run.RunId,
        IList list when list.Cast<object?>().Any(one => Bare(one) is RunSummary) => list.Cast<object?>().Select(one => Bare(one) is RunSummary run ? run.RunId : one).ToArray(),
        _ => inputData,
    };

    private static object? Bare(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
