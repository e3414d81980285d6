using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Running;

namespace BatchPs.Module;

/// <summary>What -WhatIf shows: one line an item, then the totals. Nothing is run or written.</summary>
internal sealed class PlanPreview(PSCmdlet cmdlet) : IDisposable
{
    private BatchPlan? _plan;

    internal bool IsWanted => field |= cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
        ? ((SwitchParameter)given).ToBool()
        : LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    internal void Add(BatchInput input, Func<BatchPlan> define) => Show((_plan ??= define()).Add(input));

    /// <summary>Shows the items of a run by path, and the totals.</summary>
    internal void Finish(Func<BatchPlan>? define)
    {
        _plan ??= define?.Invoke();
        if (_plan is null)
        {
            return;
        }

        foreach (PlanEntry entry in _plan.Entries())
        {
            Show(entry);
        }

        PlanSummary totals = _plan.Summarize();
        Say(string.Create(CultureInfo.InvariantCulture,
            $"{totals.Operation}: {totals.Run} of {totals.Total} items would run ({totals.Bytes:N0} bytes), {totals.Skip} skipped, {totals.Unchanged} unchanged, {totals.Fail} fail.{(_plan.Definition.OnlyChecks ? " Nothing is written." : "")}"));
        foreach (string problem in totals.Problems)
        {
            cmdlet.WriteWarning(problem);
        }
    }

    public void Dispose() => _plan?.Dispose();

    private void Show(PlanEntry entry)
    {
        string[] reasons = [.. new[] { entry.Reason, entry.Output }.OfType<string>()];
        string why = reasons.Length == 0 ? "" : $" ({string.Join(", ", reasons)})";
        Say($"{entry.Action} '{entry.Name}'{why}{(entry.OutputPath is null ? "" : $" -> '{entry.OutputPath}'")}");
    }

    private void Say(string line) => cmdlet.ShouldProcess(line, line, "Start-Batch");
}
