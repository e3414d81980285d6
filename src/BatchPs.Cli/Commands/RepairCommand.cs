using System.CommandLine;
using System.Text.Json;
using BatchPs.Cli.Options;
using BatchPs.Engine.Journal;

namespace BatchPs.Cli.Commands;

/// <summary><c>batchps repair</c>: makes a damaged journal sound.</summary>
internal sealed class RepairCommand : Command
{
    private readonly CliHost _host;
    private readonly RunChoice _choice;
    private readonly Option<bool> _whatIf = OutputOptions.Flag("--what-if", "Say what a repair would do; change nothing.");
    private readonly Option<bool> _json = OutputOptions.Flag("--json", "One JSON document on standard output.");

    internal RepairCommand(CliHost host)
        : base("repair", "Repair the damaged journal of a run; the file as it was is kept.")
    {
        _host = host;
        _choice = new RunChoice(this);
        Add(_whatIf);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        JournalRepair repair = _host.Engine.Repair(_choice.FindJournal(_host, parsed), parsed.GetValue(_whatIf));
        if (parsed.GetValue(_json))
        {
            JsonDocumentOutput.Write(writer => Write(writer, repair));
            return ExitCode.Success;
        }

        _host.WriteLine(repair.ToString());
        foreach (JournalDamage place in repair.Damage)
        {
            _host.WriteLine($"  {place}");
        }

        return ExitCode.Success;
    }

    private static void Write(Utf8JsonWriter json, JournalRepair repair)
    {
        json.WriteStartObject();
        json.WriteString("id", repair.RunId);
        json.WriteString("journalPath", repair.Path);
        json.WriteString("backupPath", repair.BackupPath);
        json.WriteBoolean("changed", repair.Changed);
        json.WriteNumber("recordsKept", repair.RecordsKept);
        json.WriteNumber("recordsLost", repair.RecordsLost);
        json.WriteNumber("bytesCut", repair.BytesCut);
        json.WriteBoolean("headerRebuilt", repair.HeaderRebuilt);
        JsonDocumentOutput.WriteArray(json, "damage", repair.Damage, (writer, place) =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("offset", place.Offset);
            writer.WriteNumber("length", place.Length);
            writer.WriteString("problem", place.Problem);
            writer.WriteEndObject();
        });
        JsonDocumentOutput.WriteArray(json, "itemsRunAgain", repair.ItemsRunAgain, (writer, name) => writer.WriteStringValue(name));
        json.WriteNumber("itemsRunAgainCount", repair.ItemsRunAgainCount);
        json.WriteEndObject();
    }
}
