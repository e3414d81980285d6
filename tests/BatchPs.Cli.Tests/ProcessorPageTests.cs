using System.Text.RegularExpressions;
using Xunit;

namespace BatchPs.Cli.Tests;

/// <summary>docs/processors.md as it is written: its files are put in a folder, the class is built, and the command line says what the page says.
/// Its PowerShell is run by <c>tests/Module/Processors.Tests.ps1</c>.</summary>
public sealed partial class ProcessorPageTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly string _page = File.ReadAllText(Path.Combine(Repository(), "docs", "processors.md")).ReplaceLineEndings("\n");

    public ProcessorPageTests()
    {
        foreach (Match file in NamedFile().Matches(_page))
        {
            _shell.Write(file.Groups["name"].Value, file.Groups["text"].Value);
        }

        // Nothing but the SDK: no package can come from anywhere.
        _shell.Write("nuget.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        _shell.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        _shell.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = _shell.Environment["DOTNET_NOLOGO"] = "1";
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Page_ItsClass_BuildsAndSaysWhatThePageSays()
    {
        string[] build = Assert.Single(Lines("sh"), line => line.StartsWith("dotnet build ", StringComparison.Ordinal)).Split(' ');
        Ended built = Shell.End(_shell.Launch("dotnet", [.. build[1..^1], $"-p:BatchPs={AppContext.BaseDirectory}", "-p:UseSharedCompilation=false"]), TimeSpan.FromMinutes(5));
        Assert.True(built.ExitCode == 0, built.Out + built.Error);
        Assert.DoesNotContain("BatchPs.Engine.dll", Directory.EnumerateFiles(_shell["upper/out"]).Select(path => Path.GetFileName(path)));
        string[] lines = [.. Lines("console")];

        Ended ran = _shell.Run(lines[0]["$ batchps ".Length..].Split(' '));

        Assert.Equal(1, ran.ExitCode);
        Assert.Equal(lines[1..].Select(Plain), (ran.Error + ran.Out).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Plain));
        Assert.Equal("DIE STRAßE IST LANG.", File.ReadAllText(_shell["capitals/street.txt"]).TrimEnd());
        Assert.False(File.Exists(_shell["capitals/greeting.txt"]));
        AssertGoesOn();
    }

    /// <summary>The rest is run from another directory, in another process; then the journal is somebody's who must not choose code.</summary>
    private void AssertGoesOn()
    {
        _shell.Write("notes/greeting.txt", "Short.\n");
        _shell.StartIn = Path.GetTempPath();
        Ended resumed = _shell.Run("resume", "--mode", "failed-only", "--quiet");
        Assert.Equal((0, ""), (resumed.ExitCode, resumed.Error));
        Assert.Equal("SHORT.", File.ReadAllText(_shell["capitals/greeting.txt"]).TrimEnd());

        string journal = _shell.Run("runs", "--json").Json.GetProperty("runs")[0].GetProperty("journalPath").GetString()!;
        File.Move(journal, _shell["run.journal"]);
        Ended refused = _shell.Run("resume", "--journal", _shell["run.journal"], "--mode", "failed-only");
        Assert.Equal(2, refused.ExitCode);
        Assert.StartsWith("batchps: AssemblyNotNamed: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, _shell.Run("resume", "--journal", _shell["run.journal"], "--processor-assembly", _shell["upper/out/Upper.dll"], "--quiet").ExitCode);
    }

    private IEnumerable<string> Lines(string language) =>
        Regex.Matches(_page, $"^```{language}\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)
            .SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    // Without what is another each time.
    private string Plain(string line) => Varying().Replace(line.TrimEnd('\r').Replace(_shell.CurrentDirectory, "/home/ann", StringComparison.Ordinal), "*");

    private static string Repository()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "BatchPs.sln")))
        {
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("The tests run outside of their repository.");
        }

        return directory;
    }

    [GeneratedRegex(@"^\*\*(?<name>[\w./-]+)\*\*\n\n```\w+\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"(?<=Run )\S+|(?<= in )[\d.]+ s, [\d.,]+ files/s, peak memory [\d.,]+ MB")]
    private static partial Regex Varying();
}
