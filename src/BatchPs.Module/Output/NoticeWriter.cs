using System.Management.Automation;
using BatchPs.Engine.Running;

namespace BatchPs.Module.Output;

/// <summary>Writes what a run has to say beside its results, each notice at its level.</summary>
internal static class NoticeWriter
{
    internal static void Write(IRunOutput output, RunNotice notice, bool quiet)
    {
        switch (notice.Level)
        {
            case NoticeLevel.Warning:
                output.WriteWarning(notice.Message);
                break;
            case NoticeLevel.Information when !quiet:
                var record = new InformationRecord(new HostInformationMessage { Message = notice.Message }, "BatchPs");
                record.Tags.Add("PSHOST");
                output.WriteInformation(record);
                break;
            case NoticeLevel.Debug:
                output.WriteDebug(notice.Message);
                break;
            default:
                output.WriteDetail(notice.Message);
                break;
        }
    }
}
