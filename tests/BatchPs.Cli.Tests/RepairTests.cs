using System.Text.Json;
using Xunit;

namespace BatchPs.Cli.Tests;

public sealed class RepairTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly int _records;

    public RepairTests()
    {
        _shell.Subtitles("lectures/a.srt");
        _shell.Subtitles("lectures/b.srt");
        Assert.Equal(0, _shell.Run("start", "lectures", "out", "--journal", "my.journal").ExitCode);
        _records = File.ReadAllLines(Journal).Length;
    }

    private string Journal => _shell["my.journal"];

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Repair_ASoundJournal_SaysSo() => Assert.Equal(
        new Ended(0, $"The journal '{Journal}' is sound: {_records} records.\n", ""), _shell.Run("repair", "--last"));

    [Fact]
    public void Repair_ADamagedJournal_SaysWhatWasDoneAndTheNextResumeRunsTheItem()
    {
        (int offset, int length) = Damage();
        byte[] damaged = File.ReadAllBytes(Journal);

        Ended ended = _shell.Run("repair", "--last");

        string backup = Assert.Single(Directory.GetFiles(_shell.CurrentDirectory, "my.journal.bak-*"));
        Assert.Equal(
            [
                $"The journal '{Journal}' is damaged in 1 place: {_records - 1} records valid, 1 lost, 0 bytes torn off at its end. "
                + $"It was rewritten; as it was it is kept as '{backup}'. 1 item runs again: 'b.srt'.",
                $"  byte {offset}, {length} bytes: a line whose checksum does not fit; record {Line} is missing",
            ],
            ended.Lines);
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Equal(damaged, File.ReadAllBytes(backup));
        JsonElement summary = _shell.Run("resume", "--last", "--json").Json.GetProperty("summary");
        Assert.Equal((2, 1), (summary.GetProperty("succeeded").GetInt32(), summary.GetProperty("processed").GetInt32()));
    }

    [Fact]
    public void Results_OfADamagedJournal_WarnThatSomeAreLost()
    {
        Damage();

        Ended ended = _shell.Run("results", "--last");

        Assert.Equal(
            $"Warning: The journal '{Journal}' is damaged (bad places: 1, records lost: 1). Items whose result is lost are shown as NotRun; a repair names them, a resume runs them again.\n",
            ended.Error);
        Assert.Equal((0, 2), (ended.ExitCode, ended.Lines.Length));
    }

    [Fact]
    public void Repair_Json_GivesTheNumbersAndWithWhatIfChangesNothing()
    {
        (int offset, int length) = Damage();
        IReadOnlyList<string> tree = _shell.Tree();

        Ended wouldBe = _shell.Run("repair", "--journal", "my.journal", "--what-if", "--json");

        Assert.Equal((0, ""), (wouldBe.ExitCode, wouldBe.Error));
        Assert.Equal(tree, _shell.Tree());
        Assert.Equal(
            $$$"""[{"offset":{{{offset}}},"length":{{{length}}},"problem":"a line whose checksum does not fit; record {{{Line}}} is missing"}]""",
            wouldBe.Json.GetProperty("damage").GetRawText());
        JsonElement done = _shell.Run("repair", "--journal", "my.journal", "--json").Json;
        foreach ((JsonElement json, bool changed) in new[] { (wouldBe.Json, false), (done, true) })
        {
            Assert.Equal(
                (Journal, changed, _records - 1, 1, 0, 1),
                (json.GetProperty("journalPath").GetString(), json.GetProperty("changed").GetBoolean(), json.GetProperty("recordsKept").GetInt32(),
                    json.GetProperty("recordsLost").GetInt32(), json.GetProperty("bytesCut").GetInt32(), json.GetProperty("itemsRunAgainCount").GetInt32()));
            Assert.Equal("[\"b.srt\"]", json.GetProperty("itemsRunAgain").GetRawText());
            Assert.False(json.GetProperty("headerRebuilt").GetBoolean());
            Assert.Equal(changed, json.GetProperty("backupPath").GetString() is not null);
        }
    }

    [Fact]
    public void Resume_ADamagedJournal_WarnsAndRepairsIt()
    {
        Damage();

        Ended ended = _shell.Run("resume", "--last");

        Assert.Contains($"The journal '{Journal}' is damaged in 1 place: {_records - 1} records valid, 1 lost,", ended.Error, StringComparison.Ordinal);
        Assert.Contains("1 item runs again: 'b.srt'.", ended.Error, StringComparison.Ordinal);
        Assert.Equal(0, ended.ExitCode);
        Assert.StartsWith($"The journal '{Journal}' is sound: ", _shell.Run("repair").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Repair_BeyondRepair_ExitsWith65AndTouchesNothing()
    {
        File.WriteAllLines(Journal, File.ReadAllLines(Journal)[2..]);
        IReadOnlyList<string> tree = _shell.Tree();

        Ended ended = _shell.Run("repair", "--last");

        Assert.Equal(
            new Ended(65, "", $"batchps: JournalUnreadable: The journal '{Journal}' is beyond repair: it has {_records - 2} valid records, but none of them is the header or the opening of an execution, which repeats it. Put back a copy of it, or start the run again: outputs that come out the same are kept.\n"),
            ended);
        Assert.Equal(tree, _shell.Tree());
    }

    [Fact]
    public void Repair_ARunThatIsNotThere_ExitsWith2()
    {
        Assert.Equal(new Ended(2, "", "batchps: RunNotFound: There is no run 'x'.\n"), _shell.Run("repair", "x"));
        Assert.Equal(
            new Ended(2, "", $"batchps: JournalNotFound: There is no journal at '{_shell["no.journal"]}'.\n"), _shell.Run("repair", "--journal", "no.journal"));
    }

    [Fact]
    public void Repair_ALiveRun_ExitsWith2()
    {
        // As a run that is being executed: somebody has its lock.
        using var held = new FileStream(Journal + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        string id = _shell.Run("runs", "--json").Json.GetProperty("runs")[0].GetProperty("id").GetString()!;

        Assert.Equal(new Ended(2, "", $"batchps: RunIsLive: Run {id} is being executed; stop it before its journal is repaired.\n"), _shell.Run("repair", "--last"));
    }

    private int Line => Array.FindIndex(File.ReadAllLines(Directory.GetFiles(_shell.CurrentDirectory, "my.journal.bak-*") is [{ } backup] ? backup : Journal), IsResult);

    // The result of b.srt.
    private (int Offset, int Length) Damage()
    {
        string[] lines = File.ReadAllLines(Journal);
        int line = Array.FindIndex(lines, IsResult);
        lines[line] = lines[line][..^3] + (char)(lines[line][^3] ^ 1) + lines[line][^2..];
        File.WriteAllLines(Journal, lines);
        return (lines[..line].Sum(one => one.Length + 1), lines[line].Length + 1);
    }

    private static bool IsResult(string line) => line.Contains("\"t\":\"r\",\"x\":1,", StringComparison.Ordinal);
}
