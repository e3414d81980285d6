using System.Management.Automation;
using System.Management.Automation.Host;

namespace BatchPs.Module.Output;

/// <summary>The streams of a cmdlet; its pipeline thread alone may write to them.</summary>
internal sealed class CmdletOutput(PSCmdlet cmdlet) : IRunOutput
{
    public bool ShowsWorkers => true;

    public void WriteObject(object? value) => cmdlet.WriteObject(value);

    public void WriteError(ErrorRecord error) => cmdlet.WriteError(error);

    public void WriteWarning(string text) => cmdlet.WriteWarning(text);

    public void WriteVerbose(string text) => cmdlet.WriteVerbose(text);

    public void WriteDebug(string text) => cmdlet.WriteDebug(text);

    // Under -Debug alone PowerShell asks at each verbose text whether to go on; a debug text it shows.
    public void WriteDetail(string text)
    {
        if (IsSet("Debug") && !IsSet("Verbose"))
        {
            WriteDebug(text);
        }
        else
        {
            WriteVerbose(text);
        }
    }

    public void WriteInformation(InformationRecord information) => cmdlet.WriteInformation(information);

    public void WriteProgress(ProgressRecord progress) => cmdlet.WriteProgress(progress);

    public void ShowLine(string text)
    {
        try
        {
            cmdlet.Host?.UI?.WriteLine(text);
        }
        catch (Exception error) when (error is IOException or HostException)
        {
            // The terminal was closed: there is nobody left to tell.
        }
    }

    private bool IsSet(string name) => cmdlet.MyInvocation.BoundParameters.TryGetValue(name, out object? given) && given is SwitchParameter { IsPresent: true };
}
