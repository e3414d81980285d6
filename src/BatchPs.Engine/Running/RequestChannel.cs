using System.Security.Cryptography;
using System.Text.Json;
using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Engine.Running;

/// <summary>The way into a live run for another process: one small file beside the journal, written whole by who asks, taken by the run.</summary>
/// <remarks>Who may write there may as well delete the journal, so the file is trusted like it.</remarks>
internal sealed class RequestChannel(LocalStorage storage, string journalPath)
{
    private const int LongestRequest = 4096;
    private const int Tries = 25;
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(20);

    private readonly string _taken = journalPath + ".asked";

    /// <summary>The channel of an execution that begins, without what was asked of an earlier one.</summary>
    /// <exception cref="BatchException"><c>JournalNotWritable</c>.</exception>
    internal static RequestChannel Open(LocalStorage storage, string journalPath)
    {
        var channel = new RequestChannel(storage, journalPath);
        try
        {
            channel.Clear();
            return channel;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw JournalFault.Of(journalPath, error);
        }
    }

    /// <summary>Full path of the file.</summary>
    internal string Path { get; } = journalPath + ".ask";

    /// <summary>Whether a request waits.</summary>
    internal bool HasRequest => storage.Stat(Path) is not null;

    /// <summary>Leaves a request. One that waits already is given 0.5 s to be taken; then one takes the place of both, which asks for what both ask for
    /// as far as that goes together: see <see cref="RunRequest.With"/>.</summary>
    internal void Post(string runId, RunRequest request)
    {
        string temp = TempName.For(runId, Path, RandomNumberGenerator.GetInt32(int.MaxValue));
        try
        {
            Write(temp, request);
            for (int i = 1; !storage.TryPlace(temp, Path); i++)
            {
                if (i < Tries)
                {
                    Thread.Sleep(BetweenTries);
                }
                else if (TakeTo(runId) is { } waiting)
                {
                    request = waiting.With(request);
                    storage.Delete(temp);
                    Write(temp, request);
                }
            }
        }
        catch
        {
            storage.Delete(temp);
            throw;
        }
    }

    /// <summary>Takes the request that waits: it is not there any more.</summary>
    /// <param name="problem">Why what was found there is no request; null when it is one.</param>
    /// <returns>The request; null when there is none.</returns>
    internal RunRequest? Take(out string? problem)
    {
        problem = null;
        if (storage.Stat(Path) is null)
        {
            return null;
        }

        // Away from where others post before it is read: one that replaces it meanwhile is not deleted with it.
        if (!TryMove(_taken))
        {
            return null;
        }

        RunRequest? request = Read(_taken, out problem);
        storage.Delete(_taken);
        return request;
    }

    private void Write(string path, RunRequest request)
    {
        using SafeFileHandle file = storage.CreateNew(path);
        storage.Write(file, path, request.ToJson(), 0);
    }

    // Away from there before it is read: then nobody else, neither the run nor another who posts, has it as well.
    private RunRequest? TakeTo(string runId)
    {
        string mine = TempName.For(runId, Path, RandomNumberGenerator.GetInt32(int.MaxValue));
        if (!TryMove(mine))
        {
            return null;
        }

        try
        {
            return Read(mine, out _);
        }
        finally
        {
            storage.Delete(mine);
        }
    }

    // False when another has just taken it: the run, or who posts and will leave one of both.
    private bool TryMove(string to)
    {
        try
        {
            storage.Replace(Path, to);
            return true;
        }
        catch (IOException error) when (error is FileNotFoundException || (Posix.IsLinux && error.HResult == Posix.Enoent))
        {
            return false;
        }
    }

    private RunRequest? Read(string path, out string? problem)
    {
        problem = null;
        byte[] json = new byte[LongestRequest];
        int length;
        using (SafeFileHandle file = storage.OpenRead(path))
        {
            length = RandomAccess.Read(file, json, 0);
        }

        try
        {
            return RunRequest.FromJson(json.AsSpan(0, length));
        }
        catch (JsonException error)
        {
            problem = error.Message;
            return null;
        }
    }

    /// <summary>Deletes a request that waits: it was for an execution that is over.</summary>
    internal void Clear()
    {
        storage.Delete(Path);
        storage.Delete(_taken);
    }
}
