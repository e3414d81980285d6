using System.Management.Automation;
using BatchPs.Module.Output;

namespace BatchPs.Module.Jobs;

/// <summary>The streams of a job, which keep what they get until somebody receives it. Of progress they keep the newest record of each activity.</summary>
internal sealed class JobOutput(Job job) : IRunOutput
{
    private readonly Dictionary<int, ProgressRecord> _progress = [];

    public void WriteObject(object? value) => job.Output.Add(value is null ? null! : PSObject.AsPSObject(value));

    public void WriteError(ErrorRecord error) => job.Error.Add(error);

    // Of a job the newest record is what counts.
    public bool ShowsWorkers => false;

    public void WriteWarning(string text) => job.Warning.Add(new WarningRecord(text));

    public void WriteVerbose(string text) => job.Verbose.Add(new VerboseRecord(text));

    public void WriteDebug(string text) => job.Debug.Add(new DebugRecord(text));

    public void WriteDetail(string text) => WriteVerbose(text);

    public void WriteInformation(InformationRecord information) => job.Information.Add(information);

    public void WriteProgress(ProgressRecord progress)
    {
        // A job that runs for a day would otherwise keep hundreds of thousands that say nothing any more.
        if (_progress.Remove(progress.ActivityId, out ProgressRecord? stale))
        {
            job.Progress.Remove(stale);
        }

        if (progress.RecordType == ProgressRecordType.Processing)
        {
            _progress[progress.ActivityId] = progress;
        }

        job.Progress.Add(progress);
    }

    public void ShowLine(string text)
    {
        // A job has no console; Get-BatchRun tells of the run.
    }
}
