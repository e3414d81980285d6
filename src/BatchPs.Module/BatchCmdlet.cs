using System.Collections;
using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module;

/// <summary>What all cmdlets share: the engine of this user, and one way for its errors to reach the caller.</summary>
public abstract class BatchCmdlet : PSCmdlet
{
    /// <summary>The engine; made when it is first needed.</summary>
    private protected BatchEngine Engine => field ??= new BatchEngine(StateDirectory.Of(Variables()));

    private protected string CurrentDirectory => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>The process's environment variables: read here and nowhere else.</summary>
    private protected static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    /// <summary>Full path of a path in the file system, not expanded.</summary>
    private protected string FullPath(string path) => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private protected BatchConfiguration Configure(string? configurationPath, IReadOnlyDictionary<string, string> parameters) =>
        BatchConfiguration.Load(CurrentDirectory, configurationPath is null ? null : FullPath(configurationPath), Variables(), parameters);

    protected sealed override void BeginProcessing() => Try(Begin);

    protected sealed override void ProcessRecord() => Try(Process);

    protected sealed override void EndProcessing() => Try(End);

    protected virtual void Begin()
    {
    }

    protected virtual void Process()
    {
    }

    protected virtual void End()
    {
    }

    private void Try(Action step)
    {
        try
        {
            step();
        }
        catch (BatchException error)
        {
            ThrowTerminatingError(ErrorRecords.Of(error));
        }
    }
}
