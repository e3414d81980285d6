using System.Management.Automation;
using BatchPs.Engine.Journal;

namespace BatchPs.Module;

/// <summary>Makes damaged journals sound: what is valid stays, the file as it was is kept, and the items that run again are named.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "BatchJournal", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = JobSet)]
[OutputType("BatchPs.Engine.Journal.JournalRepair")]
public sealed class RepairBatchJournalCommand : RunCmdlet
{
    private const string JournalSet = "Journal";

    [Parameter(Mandatory = true, ParameterSetName = JournalSet)]
    [ValidateNotNullOrEmpty]
    public string[] JournalPath { get; set; } = [];

    protected override void Process()
    {
        if (ParameterSetName != JournalSet)
        {
            ForEachRun(run => Repair(run.JournalPath));
            return;
        }

        foreach (string path in JournalPath)
        {
            Repair(FullPath(path));
        }
    }

    private void Repair(string journalPath) => OrError(() =>
    {
        JournalRepair found = Engine.Repair(journalPath, whatIf: true);
        if (found.IsSound)
        {
            WriteObject(found);
        }
        else if (ShouldProcess(found.ToString(), "Repair batch journal"))
        {
            JournalRepair repaired = Engine.Repair(journalPath);
            WriteVerbose(repaired.ToString());
            WriteObject(repaired);
        }
    });
}
