using System.Management.Automation;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module;

/// <summary>What all cmdlets share: the engine of this user, one way for its errors to reach the caller, and one for a stop to come in.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "A stop may come at any time, also after the cmdlet was disposed.")]
public abstract class BatchCmdlet : PSCmdlet
{
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>Cancelled when the pipeline is stopped.</summary>
    private protected CancellationToken Stopped => _stopped.Token;

    /// <summary>The engine; made when it is first needed.</summary>
    private protected BatchEngine Engine => field ??= UserEngine.Open();

    private protected string CurrentDirectory => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Full path of a path in the file system, not expanded.</summary>
    /// <exception cref="BatchException"><c>NotAFileSystemPath</c>: it is one of another provider, such as <c>Env:</c>.</exception>
    private protected string FullPath(string path) => FileSystemPath.Of(SessionState, path);

    private protected BatchConfiguration Configure(string? configurationPath, IReadOnlyDictionary<string, string> parameters, string? profile = null) =>
        BatchConfiguration.Load(
            CurrentDirectory, configurationPath is null ? null : FullPath(configurationPath), UserEngine.Variables(), parameters, profile: profile);

    protected sealed override void BeginProcessing() => Try(Prepare);

    protected sealed override void ProcessRecord() => Try(Process);

    protected sealed override void EndProcessing() => Try(Complete);

    /// <summary>Called by another thread; only cancels.</summary>
    protected sealed override void StopProcessing()
    {
        _stopped.Cancel();
        Stop();
    }

    protected virtual void Prepare()
    {
    }

    protected virtual void Process()
    {
    }

    protected virtual void Complete()
    {
    }

    protected virtual void Stop()
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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(ErrorRecords.OfFile(error));
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The pipeline is being stopped; it takes nothing any more.
        }
    }
}
