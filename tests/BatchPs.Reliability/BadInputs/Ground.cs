using System.Diagnostics;
using System.Text.Json;
using BatchPs.Cli.Tests;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;
using BatchPs.Engine.Planning;
using BatchPs.Engine.Results;
using BatchPs.Engine.Running;
using BatchPs.Engine.Selecting;
using Xunit;

namespace BatchPs.Reliability.BadInputs;

/// <summary>A directory <c>in</c> with two good files around which a test puts a bad one, and a directory <c>outside</c> that no run may touch.</summary>
internal sealed class Ground : IDisposable
{
    /// <summary>The good files.</summary>
    internal static readonly string[] Good = ["a.srt", "z.srt"];

    private const int Nobody = 65534;

    internal Ground()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Made with Unix tools.");
        foreach (string name in Good)
        {
            Shell.Subtitles($"in/{name}");
        }

        Shell.Subtitles("outside/o.srt");
    }

    internal Shell Shell { get; } = new();

    internal string this[string relative] => Shell[relative];

    /// <summary>Runs a command of the Unix shell in the working directory.</summary>
    internal string Sh(string command)
    {
        Ended ended = Shell.End(Shell.Launch("/bin/sh", "-c", command));
        Assert.True(ended.ExitCode == 0, ended.Error);
        return ended.Out;
    }

    /// <summary>Everything but the outputs and the state directory: type, size, time and name.</summary>
    internal string Surroundings() => Sh("find . -mindepth 1 -path './out*' -prune -o -printf '%p %y %s %T@ %l\\n' | sort");

    /// <summary>Runs the real engine over <c>in</c>.</summary>
    internal RunReport RunEngine(Func<BatchRequest, BatchRequest>? change = null)
    {
        var engine = new BatchEngine(this["../engine-state"]);
        var request = new BatchRequest
        {
            CurrentDirectory = Shell.CurrentDirectory,
            Configuration = BatchConfiguration.Load(
                Shell.CurrentDirectory, null, new Dictionary<string, string> { ["HOME"] = Shell.CurrentDirectory },
                new Dictionary<string, string> { ["-MinimumFreeSpace"] = "0", ["-RetryDelay"] = "0" }),
            Selection = new Selection { LiteralPaths = [this["in"]], Recurse = true },
            Root = this["in"],
            Destination = this["out-engine"],
        };
        using BatchExecution execution = engine.Start(engine.Define(change?.Invoke(request) ?? request, out _));
        (RunSummary summary, List<BatchResult> results) = Engine.Tests.Some.Drain(execution);
        Engine.Tests.Some.AssertAddsUp(summary);
        Assert.Equal(RunState.Completed, summary.State);
        return new RunReport(results.ToDictionary(
            result => result.Name,
            result => new ItemEnd(result.Status.ToString(), result.Error?.Code ?? result.Reason, result.Error?.Message)));
    }

    /// <summary>Runs the real <c>batchps start</c>, over <c>in</c> unless it is told otherwise.</summary>
    internal RunReport RunCli(params string[] args)
    {
        string[] all = ["start", .. args.Length > 0 ? args : ["in", "out-cli", "--recursive"], "--json", "--retry-delay", "0"];
        return Report(Shell.Run(all));
    }

    /// <summary>Runs it as a user without rights; where the tests are one already, as that.</summary>
    internal RunReport RunCliWithoutRights()
    {
        string[] args = ["start", "in", "out-cli", "--recursive", "--json", "--retry-delay", "0"];
        if (!Environment.IsPrivilegedProcess)
        {
            return Report(Shell.Run(args));
        }

        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "setpriv, which makes a process of another user, is not installed.");
        Sh($"chown -Rh {Nobody}:{Nobody} .. && chmod 700 ..");
        string[] other = [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups"];
        Ended probe = Shell.End(Shell.Launch("setpriv", [.. other, Shell.Executable, "--version"]));
        Assert.SkipUnless(probe.ExitCode == 0, "Another user may not run the tests' batchps where it lies.");
        return Report(Shell.End(Shell.Launch("setpriv", [.. other, Shell.Executable, .. args])));
    }

    public void Dispose()
    {
        // Names that are not valid UTF-8 are beyond .NET.
        using (Process rm = Process.Start("/bin/sh", ["-c", $"chmod -R u+rwX '{Shell.CurrentDirectory}'; rm -rf '{Shell.CurrentDirectory}'"]))
        {
            rm.WaitForExit();
        }

        Shell.Dispose();
    }

    private static RunReport Report(Ended ended)
    {
        JsonElement summary = ended.Json.GetProperty("summary");
        string[] states = ["succeeded", "failed", "skipped", "unchanged", "notRun", "interrupted"];
        JsonElement[] results = [.. ended.Json.GetProperty("results").EnumerateArray()];
        Assert.Equal("Completed", summary.GetProperty("state").GetString());
        Assert.Equal(summary.GetProperty("total").GetInt32(), states.Sum(state => summary.GetProperty(state).GetInt32()));
        Assert.Equal(summary.GetProperty("total").GetInt32(), results.Length);
        Assert.Equal(summary.GetProperty("failed").GetInt32() > 0 ? 1 : 0, ended.ExitCode);
        return new RunReport(results.ToDictionary(result => result.GetProperty("name").GetString()!, result =>
        {
            JsonElement error = result.GetProperty("error");
            bool failed = error.ValueKind == JsonValueKind.Object;
            return new ItemEnd(
                result.GetProperty("status").GetString()!,
                failed ? error.GetProperty("code").GetString() : result.GetProperty("reason").GetString(),
                failed ? error.GetProperty("message").GetString() : null);
        }));
    }
}

/// <summary>How the items of a run ended, by their names.</summary>
internal sealed record RunReport(IReadOnlyDictionary<string, ItemEnd> Items);

/// <summary>How an item ended: status, error code or reason, message.</summary>
internal sealed record ItemEnd(string Status, string? Code = null, string? Message = null)
{
    internal static ItemEnd Succeeded { get; } = new("Succeeded");

    internal static ItemEnd Failed(string code, string message) => new("Failed", code, message);
}
