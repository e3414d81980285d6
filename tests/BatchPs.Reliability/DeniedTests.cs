using System.Diagnostics;
using System.Text.Json;
using BatchPs.Cli.Tests;
using Xunit;

namespace BatchPs.Reliability;

/// <summary>The real program as a user who may not write everywhere. Root may, so where the tests are root's it runs as nobody.</summary>
public sealed class DeniedTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Shell _shell = new();

    public void Dispose()
    {
        // Those who are not root could not delete it otherwise.
        Allow(_shell["out"], "u+rwX");
        _shell.Dispose();
    }

    [Fact]
    public void Start_NoRightToTheDestination_IsRefusedAndMarksNothing()
    {
        _shell.Subtitles("lectures/a.srt");
        Directory.CreateDirectory(_shell["out"]);
        ThrowOpen();
        Allow(_shell["out"], "555");

        Ended refused = Shell.End(Start("start", "lectures", "out", "--json"));

        Assert.Equal((73, "DestinationNotWritable"), (refused.ExitCode, refused.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Empty(Directory.GetFileSystemEntries(_shell["out"]));
        Assert.Equal(0, _shell.Run("runs", "--json").Json.GetProperty("runs").GetArrayLength());
    }

    [Fact]
    public void Start_NoRightToOneDirectoryOfIt_FailsItsItemsAndNamesTheirOutputs()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Subtitles("lectures/sub/b.srt");
        Directory.CreateDirectory(_shell["out/sub"]);
        ThrowOpen();
        Allow(_shell["out/sub"], "555");

        Ended ended = Shell.End(Start("start", "lectures", "out", "--recursive", "--json"));

        Assert.Equal(1, ended.ExitCode);
        JsonElement failed = Assert.Single(ended.Json.GetProperty("results").EnumerateArray(), result => result.GetProperty("status").GetString() == "Failed");
        Assert.Equal("sub/b.srt", failed.GetProperty("name").GetString());
        JsonElement error = failed.GetProperty("error");
        Assert.Equal(("OutputDenied", _shell["out/sub/b.srt"]), (error.GetProperty("code").GetString(), error.GetProperty("file").GetString()));
        Assert.StartsWith($"The output '{_shell["out/sub/b.srt"]}' could not be written: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.True(File.Exists(_shell["out/a.srt"]));
    }

    [Fact]
    public void Start_TheRightToTheDestinationIsTakenAway_ExitsWith73AndAResumeCompletesIt()
    {
        using var tally = new Tally("Denied, the right is taken away");
        _shell.LongLectures(60, cues: 4000);
        Directory.CreateDirectory(_shell["out"]);
        ThrowOpen();
        Process run = Start("start", "lectures", "out", "--json", "--parallel", "1");
        Assert.True(SpinWait.SpinUntil(() => Directory.GetFiles(_shell["out"], "*.srt").Length > 0, Deadline));

        Allow(_shell["out"], "555");
        Ended denied = Shell.End(run);

        Assert.Equal(73, denied.ExitCode);
        Assert.Contains("DestinationNotWritable: The run stopped: ", denied.Error, StringComparison.Ordinal);
        tally.Add("failed", denied.Json.GetProperty("summary").GetProperty("failed").GetInt64());
        Assert.Equal(0, tally["failed"]);
        Allow(_shell["out"], "777");
        Ended ended = Shell.End(Start("resume", "--json"));
        tally.Add("outputs", Directory.GetFiles(_shell["out"], "*.srt").Length);
        tally.Add("temps", Directory.GetFiles(_shell["out"], ".bps~*").Length);
        Assert.Equal((0, 60), (ended.ExitCode, ended.Json.GetProperty("summary").GetProperty("succeeded").GetInt32()));
        Assert.Equal((60, 0), (tally["outputs"], tally["temps"]));
    }

    private static bool IsRoot => Environment.UserName == "root";

    // The folder is its maker's only; nobody has to get in, and to keep its runs there.
    private void ThrowOpen() => Allow(Path.GetDirectoryName(_shell.CurrentDirectory)!, "a+rwX");

    private static void Allow(string path, string mode)
    {
        if (Directory.Exists(path))
        {
            using Process chmod = Process.Start("chmod", ["-R", mode, path]);
            chmod.WaitForExit();
        }
    }

    private Process Start(params string[] args)
    {
        if (!IsRoot)
        {
            return _shell.Start(args);
        }

        string[] nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "There is no setpriv here to give up root's rights with.");
        using Process probe = _shell.Launch("/usr/bin/setpriv", [.. nobody, "test", "-x", Shell.Executable]);
        Assert.SkipUnless(Shell.End(probe).ExitCode == 0, "The user nobody may not execute what the tests have built.");
        return _shell.Launch("/usr/bin/setpriv", [.. nobody, Shell.Executable, .. args]);
    }
}
