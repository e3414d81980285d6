using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class StartTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Start_VerboseOrDebug_SaysWhyOnStandardErrorAndChangesNoResult()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Subtitles("lectures/b.srt", 40);
        string[] start = ["start", "lectures", "out", "--max-file-size", "500"];

        Ended plain = _shell.Run([.. start, "--json"]);
        Ended verbose = _shell.Run([.. start, "--json", "--verbose"]);
        Ended debug = _shell.Run([.. start, "--json", "--debug"]);
        Ended quiet = _shell.Run([.. start, "--json", "--debug", "--quiet"]);

        Assert.Contains("'b.srt' is skipped: TooLarge.\n", verbose.Error, StringComparison.Ordinal);
        Assert.Matches(@"Run \S+ starts: Srt, up to \d+ items at a time, journal '", verbose.Error);
        Assert.DoesNotContain("Worker 1 begins.", verbose.Error, StringComparison.Ordinal);
        Assert.Contains("'b.srt' is skipped: TooLarge.\n", debug.Error, StringComparison.Ordinal);
        Assert.Contains("Worker 1 begins.\n", debug.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("is skipped", plain.Error, StringComparison.Ordinal);
        Assert.Equal("", quiet.Error);
        Assert.Equal([States(plain), States(plain), States(plain)], [States(verbose), States(debug), States(quiet)]);

        static string States(Ended ended) => string.Join(' ', ended.Json.GetProperty("results").EnumerateArray()
            .Select(one => $"{one.GetProperty("name")}={one.GetProperty("status")}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Start_InPlaceOnAFileOfAnotherUser_NeverAllowsMoreThanBefore()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/setpriv"))
        {
            Assert.Skip("Only root on Linux can become another user, with setpriv.");
            return;
        }

        string file = _shell.Subtitles("lectures/a.srt");
        string folder = Path.GetDirectoryName(_shell.CurrentDirectory)!;
        using (Process shared = Process.Start("chmod", ["-R", "a+rwX", folder]))
        {
            shared.WaitForExit();
        }

        // Set-user-id, and its group may write what others only read.
        const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(file, ForAll | UnixFileMode.GroupWrite | UnixFileMode.SetUser);

        Ended ended = Shell.End(_shell.Launch(
            "/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Shell.Executable, "start", "lectures", "--in-place", "--quiet"));

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Equal(ForAll, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Start_ADirectory_MirrorsItsTreeAndExitsWith0()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Subtitles("lectures/deep/[Group] talk - 01.srt");

        Ended ended = _shell.Run("start", "lectures/", "processed/", "--recursive");

        Assert.Equal((0, "Processor Srt, chosen by the file type '.srt'.\n"), (ended.ExitCode, ended.Error));
        Assert.Matches(@"^Run \S+ completed: 2 files in [\d.]+ s, [\d,.]+ files/s, peak memory [\d.]+ MB$", ended.Lines[0]);
        Assert.Equal("Succeeded 2, failed 0, skipped 0, unchanged 0, not run 0, interrupted 0", ended.Lines[1]);
        Assert.Matches(
            @"^Measured: segments 6 cues \([\d,.]+/s\), corrections 0, score 100 -> 100 points \(weighted by segments 100 -> 100\), loss 0 -> 0 points, diagnostics 0$",
            ended.Lines[2]);
        Assert.Equal(
            ["  scoreBefore: 2 at 90 to 100", "  scoreAfter: 2 at 90 to 100", $"Outputs are in '{_shell["processed"]}'"],
            ended.Lines[3..6]);
        Assert.True(File.Exists(_shell["processed/a.srt"]));
        Assert.True(File.Exists(_shell["processed/deep/[Group] talk - 01.srt"]));
    }

    [Fact]
    public void Start_FilesThatLackQuality_ShowsWhatWasCorrectedAndTheWorst()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Write("lectures/b\u001b.srt", "1\n00:00:01.000 --> 00:00:02.000\nThis is a rather long line for no more than one single second\n");

        Ended ended = _shell.Run("start", "lectures", "out");

        Assert.Contains("  corrections: S04 1", ended.Lines);
        Assert.Contains("  scoreAfter: 1 at 60 to 70, 1 at 90 to 100", ended.Lines);
        Assert.Matches(@"^  worst scoreAfter: 6[\d.]+ b\\x1b\.srt$", Assert.Single(ended.Lines, line => line.StartsWith("  worst scoreAfter", StringComparison.Ordinal)));
    }

    [Fact]
    public void Start_Bare_PicksProcessorAndDestinationAndSaysSo()
    {
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal($"Outputs go to '{_shell["processed"]}'.\nProcessor Srt, chosen by the file type '.srt'.\n", ended.Error);
        Assert.True(File.Exists(_shell["processed/a.srt"]));
    }

    [Fact]
    public void Start_IncrementalASecondTime_DoesNothingAndSaysSo()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Run("start", "lectures", "out", "--incremental");

        Ended ended = _shell.Run("start", "lectures", "out", "--incremental");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("There was nothing to do: every file is unchanged since an earlier run.", ended.Lines);
    }

    [Theory]
    [InlineData("size-time")]
    [InlineData("content")]
    public void Start_IncrementalBy_LeavesUnchangedFilesOut(string by)
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Run("start", "lectures", "out", "--incremental-by", by);

        Assert.Equal(1, _shell.Run("start", "lectures", "out", "--incremental-by", by, "--json").Json.GetProperty("summary").GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public void Start_AHopelessFile_NamesFileAndLineAndExitsWith1()
    {
        _shell.Subtitles("lectures/a.srt");
        string bad = _shell.Write("lectures/b.srt", "no subtitles here\n");

        Ended ended = _shell.Run("start", "lectures", "out", "--processor", "Srt");

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal(
            $"{bad}:1:1: NoTimingLine: 'b.srt' has no timing line that can be read; expected one like '00:00:01,000 --> 00:00:02,000'.\n", ended.Error);
        Assert.Contains("Succeeded 1, failed 1, skipped 0, unchanged 0, not run 0, interrupted 0", ended.Lines);
        Assert.Contains("Errors: NoTimingLine 1", ended.Lines);
    }

    [Theory]
    [InlineData("--stop-on-error")]
    [InlineData("--max-failure=1")]
    public void Start_FailureBudgetSpent_ExitsWith3(string option)
    {
        _shell.Write("lectures/a.srt", "no subtitles here\n");
        _shell.Subtitles("lectures/b.srt");

        Ended ended = _shell.Run("start", "lectures", "out", "--parallel", "1", option);

        Assert.Equal(3, ended.ExitCode);
        Assert.Contains(": FailureLimit: The run stopped at ", ended.Error);
    }

    [Fact]
    public void Start_HalfOfAThousandFilesFailUnderAHeapLimit_EndsWithEveryFileCounted()
    {
        // The runtime refuses to grow its heap beyond this many bytes, in hexadecimal: 200 MB.
        _shell.Environment["DOTNET_GCHeapHardLimit"] = "C800000";
        for (int file = 0; file < 1000; file++)
        {
            _ = file % 2 == 0 ? _shell.Subtitles($"lectures/{file:d4}.srt", cues: 200) : _shell.Write($"lectures/{file:d4}.srt", "no subtitles here\n");
        }

        Ended ended = _shell.Run("start", "lectures", "out", "--json");

        JsonElement summary = ended.Json.GetProperty("summary");
        Assert.Equal((1, "Completed"), (ended.ExitCode, summary.GetProperty("state").GetString()));
        Assert.Equal(
            (1000, 500, 500, 0, 0, 0, 0),
            (Count("total"), Count("succeeded"), Count("failed"), Count("skipped"), Count("unchanged"), Count("notRun"), Count("interrupted")));
        Assert.Equal(500, Directory.GetFiles(_shell["out"]).Length);
        int Count(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Start_DestinationIsAFile_ExitsWith73()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Write("taken", "");

        Ended ended = _shell.Run("start", "lectures", "--destination", "taken");

        Assert.Equal(73, ended.ExitCode);
        Assert.Contains($"batchps: DestinationNotWritable: The destination '{_shell["taken"]}' cannot be written: ", ended.Error);
    }

    [Fact]
    public void Start_ReportCannotBeWritten_ExitsWith73BeforeTheFirstItem()
    {
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures", "out", "--export-report", "missing/r.json", "--quiet");

        Assert.Equal(
            (73, $"batchps: ReportNotWritable: Report '{_shell["missing/r.json"]}' cannot be written: the directory '{_shell["missing"]}' does not exist.\n"),
            (ended.ExitCode, ended.Error));
        Assert.False(Directory.Exists(_shell["out"]));
    }

    [Fact]
    public void Start_ReportInTheNewDestination_IsWritten()
    {
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures", "out", "--export-report", "out/r.csv");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal($"Report is in '{_shell["out/r.csv"]}'", ended.Lines[^1]);
        Assert.Equal(2, File.ReadAllLines(_shell["out/r.csv"]).Length);
    }

    [Fact]
    public void Start_TooLittleFreeSpace_ExitsWith74()
    {
        Assert.SkipWhen(new DriveInfo(_shell.CurrentDirectory).AvailableFreeSpace > 1L << 40, "This disk has more free space than can be asked for.");
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures", "out", "--minimum-free-space", "1048576");

        Assert.Equal(74, ended.ExitCode);
        Assert.Contains($"batchps: DiskFull: '{_shell["out"]}' has ", ended.Error);
    }

    [Fact]
    public void Start_Quiet_SaysNothingButErrors()
    {
        _shell.Subtitles("lectures/a.srt");
        Ended well = _shell.Run("start", "lectures", "out", "--quiet", "--verbose");
        _shell.Write("lectures/b.srt", "no subtitles here\n");

        Ended ill = _shell.Run("start", "lectures", "out", "--quiet");

        Assert.Equal(new Ended(0, "", ""), well);
        Assert.Equal((1, ""), (ill.ExitCode, ill.Out));
        Assert.Single(ill.Error.TrimEnd().Split('\n'), line => line.Contains("b.srt:1:1: NoTimingLine: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_Verbose_SaysEveryItem()
    {
        string input = _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run("start", "lectures", "out", "--verbose");

        Assert.Contains($"Succeeded   a.srt -> {_shell["out/a.srt"]}\n", ended.Error);
        Assert.True(File.Exists(input));
    }

    [Fact]
    public void Start_Json_WritesOneDocument()
    {
        string input = _shell.Subtitles("lectures/a.srt");
        _shell.Write("lectures/b.srt", "no subtitles here\n");

        Ended ended = _shell.Run("start", "lectures", "out", "--json");

        JsonElement summary = ended.Json.GetProperty("summary");
        Assert.Equal(["summary", "results"], ended.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            (2, 1, 1, 0, 0, 0, 0),
            (Count("total"), Count("succeeded"), Count("failed"), Count("skipped"), Count("unchanged"), Count("notRun"), Count("interrupted")));
        Assert.True(summary.GetProperty("durationSeconds").GetDouble() > 0);
        Assert.NotEmpty(summary.GetProperty("id").GetString()!);
        JsonElement[] results = [.. ended.Json.GetProperty("results").EnumerateArray()];
        Assert.Equal([input, _shell["lectures/b.srt"]], results.Select(result => result.GetProperty("path").GetString()));
        Assert.Equal(["Succeeded", "Failed"], results.Select(result => result.GetProperty("status").GetString()));
        Assert.Equal("NoTimingLine", results[1].GetProperty("error").GetProperty("code").GetString());
        int Count(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public void Start_DryRun_ShowsThePlanAndWritesNothing()
    {
        _shell.Subtitles("lectures/a.srt");
        IReadOnlyList<string> before = _shell.Tree();

        Ended ended = _shell.Run("start", "lectures", "out", "--dry-run", "--incremental", "--export-report", "r.json");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal($"Run        New                         {new FileInfo(_shell["lectures/a.srt"]).Length}  a.srt -> {_shell["out/a.srt"]}", ended.Lines[0]);
        Assert.Equal("1 file for Srt: 1 run, 0 skipped, 0 unchanged, 0 fail", ended.Lines[1]);
        Assert.Equal(before, _shell.Tree());
    }

    [Fact]
    public void Start_AsInTheGuide_TakesEveryOption()
    {
        _shell.Subtitles("lectures/lecture_1.srt");
        _shell.Subtitles("lectures/other.srt");

        Ended ended = _shell.Run(
            "start", "lectures/", "processed/", "--pattern", "lecture_*.srt", "--recursive", "--parallel", "4", "--incremental", "--verbose",
            "--export-report", "results.json", "--export-format", "csv", "--quiet", "--stop-on-error");

        Assert.Equal(new Ended(0, "", ""), ended);
        Assert.Equal(["lecture_1.srt"], Directory.GetFiles(_shell["processed"]).Select(Path.GetFileName));
        Assert.StartsWith("Index,", File.ReadAllText(_shell["results.json"]), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Start_ANameWithControlCharacters_ShowsThem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        _shell.Write("lectures/a\u001b[31m\n.srt", "no subtitles here\n");

        Ended ended = _shell.Run("start", "lectures", "out");

        Assert.DoesNotContain('\u001b', ended.Error + ended.Out);
        Assert.Contains(@"/a\x1b[31m\x0a.srt:1:1: NoTimingLine: ", ended.Error);
    }

    [Fact]
    public void Start_SeveralSourcesAndADestination_TakesThemAll()
    {
        _shell.Subtitles("one.srt");
        _shell.Subtitles("[two].srt");
        _shell.Subtitles("three/3.srt");

        Ended ended = _shell.Run("start", "one.srt", "[two].srt", "thr*/*.srt", "-d", "out");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(
            ["3.srt", "[two].srt", "one.srt"],
            Directory.GetFiles(_shell["out"], "*", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Start_WildcardBelowADirectoryWithBrackets_TakesOnlyWhatWasTypedAsWildcard()
    {
        _shell.Subtitles("[season 1]/a.srt");
        _shell.StartIn = _shell["[season 1]"];

        Ended ended = _shell.Run("start", "*.srt", "out", "--json");

        Assert.Equal(1, ended.Json.GetProperty("summary").GetProperty("succeeded").GetInt32());
    }

    [Fact]
    public void Start_InPlace_ReplacesTheInputs()
    {
        string input = _shell.Write("lectures/a.srt", "7\n0:00:01 -> 0:00:02\n hello\n");

        Ended ended = _shell.Run("start", "lectures", "--in-place");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("1\n00:00:01,000 --> 00:00:02,000\nhello\n", File.ReadAllText(input));
    }
}
