using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("UnknownOption: 'batchps start' has no option '--recursiv'. Did you mean '--recursive'? A path that begins with '-' goes after '--'.", "start", "lectures", "--recursiv")]
    [InlineData("UnknownOption: 'batchps start' has no option '--paralel'. Did you mean '--parallel'? A path that begins with '-' goes after '--'.", "start", "lectures", "--paralel=4")]
    [InlineData("UnknownOption: 'batchps start' has no option '--recursiv'. Did you mean '--recursive'? A path that begins with '-' goes after '--'.", "start", "lectures", "--destination", "--recursiv")]
    [InlineData("UnknownOption: 'batchps runs' has no option '--zzzzzz'. See 'batchps runs --help'. A path that begins with '-' goes after '--'.", "runs", "--zzzzzz")]
    [InlineData("UnknownOption: 'batchps start' has no option '-q'. Did you mean '--quiet'? A path that begins with '-' goes after '--'.", "start", "lectures", "-q")]
    [InlineData("UnknownOption: 'batchps start' has no option '-m'. See 'batchps start --help'. A path that begins with '-' goes after '--'.", "start", "lectures", "-m")]
    [InlineData("UnknownOption: 'batchps start' has no option '-5'. See 'batchps start --help'. A path that begins with '-' goes after '--'.", "start", "-5")]
    [InlineData("UnknownCommand: There is no command 'strat'. Did you mean 'start'?", "strat", "lectures")]
    [InlineData("UnknownCommand: There is no command 'xyzzy'. The commands are start, resume, suspend, stop, tune, plan, runs, results, export, compare, remove, repair, config.", "xyzzy")]
    [InlineData("NoCommand: No command was given. The commands are start, resume, suspend, stop, tune, plan, runs, results, export, compare, remove, repair, config.")]
    [InlineData("BadCommandLine: 'batchps plan' needs SOURCE [DESTINATION]: a directory, a file or a wildcard, and the directory outputs go to (./processed).", "plan", "--recursive")]
    [InlineData("BadCommandLine: Required argument missing for option: '--parallel'. See 'batchps start --help'.", "start", "lectures", "--parallel")]
    [InlineData("BadSettingValue: max_parallel_workers is '0' in parameter --parallel; it takes a whole number from 1 to 1024, or auto.", "start", "lectures", "--parallel", "0")]
    [InlineData("BadSettingValue: disk_full_wait is '86401' in parameter --disk-full-wait; it takes a whole number from 0 to 86400.", "start", "lectures", "--disk-full-wait", "86401")]
    [InlineData("BadSettingValue: disk_full_wait is '-1' in parameter --disk-full-wait; it takes a whole number from 0 to 86400.", "resume", "--disk-full-wait", "-1")]
    [InlineData("BadSettingValue: retry_delay is '-1' in parameter --retry-delay; it takes a number from 0 to 86400.", "start", "lectures", "--retry-delay", "-1")]
    [InlineData("BadSettingValue: enable_incremental is 'date' in parameter --incremental-by; it takes one of None, SizeTime, Content.", "start", "lectures", "--incremental-by", "date")]
    [InlineData("BadSettingValue: export_format is 'xml' in parameter --export-format; it takes one of json, csv, ndjson, html, text.", "start", "lectures", "--export-format", "xml")]
    [InlineData("BadMaxFailure: The failure limit is 'many'; it takes a whole number from 1, or a percentage such as 2%.", "start", "lectures", "out", "--max-failure", "many")]
    [InlineData("BadOptionValue: --on-collision is 'maybe'; it takes one of fail, suffix, skip.", "start", "lectures", "--on-collision", "maybe")]
    [InlineData("BadOptionValue: --option is 'x'; it takes key=value.", "start", "lectures", "--option", "x")]
    [InlineData("BadOptionValue: --depth is '-1'; it takes a whole number, 0 or more.", "start", "lectures", "--depth", "-1")]
    [InlineData("BadOptionValue: --mode is 'all'; it takes one of rest, failed-and-rest, failed-only.", "resume", "--mode", "all")]
    [InlineData("SeveralRuns: One run is meant: give its id, --name, --journal or --last, not two of them.", "results", "abc", "--last")]
    [InlineData("SeveralSources: 3 paths were given, 'a.srt' to 'c.srt'. Several sources need --destination (or --in-place); quote a wildcard to keep the shell from expanding it.", "start", "a.srt", "b.srt", "c.srt")]
    [InlineData("RunNotFound: There is no run 'abc'.", "results", "abc")]
    public void Run_ACommandLineThatIsWrong_SaysWhyAndExitsWith2(string message, params string[] args)
    {
        _shell.Subtitles("lectures/a.srt");

        Ended ended = _shell.Run(args);

        Assert.Equal(new Ended(2, "", $"batchps: {message}\n"), ended);
    }

    [Fact]
    public void Start_AnExpandedWildcardOfTwoFiles_TakesNoFileForTheDestination()
    {
        _shell.Subtitles("a.srt");
        _shell.Subtitles("b.srt");

        Ended ended = _shell.Run("start", "a.srt", "b.srt");

        Assert.Equal(2, ended.ExitCode);
        Assert.StartsWith("batchps: SeveralSources: 2 paths were given, 'a.srt' to 'b.srt'.", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AnErrorWithJson_IsOneDocument()
    {
        Ended ended = _shell.Run("start", "nowhere", "--json");

        JsonElement error = ended.Json.GetProperty("error");
        Assert.Equal((2, ""), (ended.ExitCode, ended.Error));
        Assert.Equal(
            ("PathNotFound", "Validation", $"The path '{_shell["nowhere"]}' does not exist."),
            (error.GetProperty("code").GetString(), error.GetProperty("category").GetString(), error.GetProperty("message").GetString()));
    }

    [Fact]
    public void Start_PathsAfterTwoDashes_MayBeginWithADash()
    {
        _shell.Subtitles("--recursiv/a.srt");

        Ended ended = _shell.Run("start", "--json", "--", "--recursiv", "-out");

        Assert.Equal(1, ended.Json.GetProperty("summary").GetProperty("succeeded").GetInt32());
        Assert.True(File.Exists(_shell["-out/a.srt"]));
    }

    [Fact]
    public void Start_AnAt_IsAnOrdinaryCharacter()
    {
        _shell.Subtitles("@lectures/a.srt");

        Assert.Equal(1, _shell.Run("start", "@lectures", "out", "--json").Json.GetProperty("summary").GetProperty("succeeded").GetInt32());
    }

    [Fact]
    public void Start_BadEnvironment_NamesTheVariable()
    {
        _shell.Environment["BATCH_MAX_WORKERS"] = "several";

        Assert.Equal(
            new Ended(2, "", "batchps: BadSettingValue: max_parallel_workers is 'several' in environment variable BATCH_MAX_WORKERS; it takes a whole number from 1 to 1024, or auto.\n"),
            _shell.Run("start", "lectures"));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("start", "--help")]
    [InlineData("export", "-h")]
    public void Run_Help_ExitsWith0(params string[] args)
    {
        Ended ended = _shell.Run(args);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Contains("Usage:", ended.Lines);
    }
}
