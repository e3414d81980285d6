namespace BatchPs.Engine.Running;

/// <summary>Looks for requests of other processes and obeys them. One thread's: the pulse's.</summary>
internal sealed class RequestWatch(RequestChannel channel, Action<TimeSpan> stop, Func<bool> suspend, Func<bool> resume, Func<RunTuning, IReadOnlyList<string>?> tune, Action<RunNotice> notify, RunLog? log = null)
{
    private bool _cannotRead;

    /// <summary>Obeys the request that waits. Never throws for what it finds: nobody's request may end a run by an error.</summary>
    internal void Look()
    {
        if (_cannotRead)
        {
            return;
        }

        try
        {
            RunRequest? request = channel.Take(out string? problem);
            if (request is not null)
            {
                log?.Engine.RequestSeen(request.Action, request.By);
                Obey(request);
            }
            else if (problem is not null)
            {
                Warn($"What was found in '{channel.Path}' is no request and was ignored: {problem}");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // One that cannot be taken away would be found at every beat.
            _cannotRead = true;
            Warn($"Requests to this run are not heeded any more: '{channel.Path}' cannot be read and deleted: {error.Message}");
        }
    }

    private void Obey(RunRequest request)
    {
        if (request is { Version: RunRequest.CurrentVersion, Values: { } values })
        {
            Tune(values, request.TunedBy ?? request.By);
        }

        if (request is { Version: RunRequest.CurrentVersion, Action: RunRequest.Tune, Values: not null })
        {
            return;
        }

        if (request is { Version: RunRequest.CurrentVersion, Action: RunRequest.Stop })
        {
            Warn(request.Now
                ? $"{request.By} asked the run to stop now: items in flight are cancelled."
                : $"{request.By} asked the run to stop: items in flight have {EngineDefaults.Grace.TotalSeconds:0} s to finish.");
            stop(request.Now ? TimeSpan.Zero : EngineDefaults.Grace);
        }
        else if (request is { Version: RunRequest.CurrentVersion, Action: RunRequest.Suspend })
        {
            Warn(suspend()
                ? $"{request.By} suspended the run: items in flight finish, and no further ones begin until it is resumed."
                : $"{request.By} asked the run to suspend; it was suspended already, or is about to end.");
        }
        else if (request is { Version: RunRequest.CurrentVersion, Action: RunRequest.Resume })
        {
            Warn(resume() ? $"{request.By} resumed the run." : $"{request.By} asked the run to resume; it was not suspended.");
        }
        else
        {
            Warn(System.FormattableString.Invariant(
                $"{request.By} asked the run to '{request.Action}' (format {request.Version}), which this version of BatchPs does not know; it was ignored."));
        }
    }

    private void Tune(IReadOnlyDictionary<string, string> values, string by)
    {
        RunTuning tuning = RunTuning.OfRequest(values, out IReadOnlyList<string> ignored);
        if (ignored.Count > 0)
        {
            Warn($"{by} asked the run to change {string.Join(", ", ignored)}, which this version of BatchPs does not know; that was ignored.");
        }

        if (tuning.Values.Count > 0)
        {
            string asked = string.Join(", ", tuning.Values.Select(value => $"{value.Key} to {value.Value}"));
            notify(new RunNotice(NoticeLevel.Information, tune(tuning) switch
            {
                null => $"{by} asked the run to change {asked}; it is about to end.",
                [] => $"{by} asked the run to change {asked}; that is so already.",
                { } changes => $"{by} changed {string.Join(", ", changes)}.",
            }));
        }
    }

    private void Warn(string message) => notify(new RunNotice(NoticeLevel.Warning, message));
}
