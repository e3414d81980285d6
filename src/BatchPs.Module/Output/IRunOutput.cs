using System.Management.Automation;

namespace BatchPs.Module.Output;

/// <summary>Where what a run has to say is written: one member a stream. Used by one thread.</summary>
internal interface IRunOutput
{
    /// <summary>Whether a person watches, who sees also what single workers are at.</summary>
    bool ShowsWorkers { get; }

    void WriteObject(object? value);

    void WriteError(ErrorRecord error);

    void WriteWarning(string text);

    void WriteVerbose(string text);

    void WriteDebug(string text);

    /// <summary>Writes what a run itself says to a person who asks for details.</summary>
    void WriteDetail(string text);

    void WriteInformation(InformationRecord information);

    void WriteProgress(ProgressRecord progress);

    /// <summary>Shows a line to the person at the console, when the streams take nothing any more.</summary>
    void ShowLine(string text);
}
