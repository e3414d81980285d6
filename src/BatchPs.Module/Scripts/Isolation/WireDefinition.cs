using System.Management.Automation;
using System.Text.Json;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Scripts.Isolation;

/// <summary>What a worker process runs, in a frame: the block with all it brings along, as the journal keeps it, how it runs, and the session it runs in.</summary>
internal static class WireDefinition
{
    internal static void PutDefinition(this BinaryWriter frame, ScriptOperation operation)
    {
        frame.PutText(JsonSerializer.Serialize(operation.Source.Spec));
        frame.PutSession(operation.Session);
        frame.Write(operation.FailsOnError);
        frame.Write(operation.PassesValues);
        frame.Write(operation.TakesChunks);
        frame.PutText(operation.ItemKey);
    }

    internal static ScriptOperation TakeDefinition(this BinaryReader frame, IScriptRecords records)
    {
        OperationSpec spec = JsonSerializer.Deserialize<OperationSpec>(frame.TakeText()!)!;
        return new ScriptOperation(ScriptSource.Of(spec), frame.TakeSession())
        {
            Records = records,
            FailsOnError = frame.ReadBoolean(),
            PassesValues = frame.ReadBoolean(),
            TakesChunks = frame.ReadBoolean(),
            ItemKey = frame.TakeText(),
        };
    }

    private static void PutSession(this BinaryWriter frame, ScriptSession session)
    {
        frame.Write((byte)session.LanguageMode);
        frame.PutText(session.Location);
        frame.Write(session.Preferences.Count);
        foreach ((string name, object? value) in session.Preferences)
        {
            frame.PutText(name);

            // By name: CLIXML would make an enumeration's value a number.
            frame.PutValue(value is Enum choice ? choice.ToString() : value);
        }
    }

    private static ScriptSession TakeSession(this BinaryReader frame)
    {
        var language = (PSLanguageMode)frame.ReadByte();
        string location = frame.TakeText()!;
        var preferences = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        for (int left = frame.ReadInt32(); left > 0; left--)
        {
            preferences.Add(frame.TakeText()!, frame.TakeValue());
        }

        return new ScriptSession(language, location, preferences);
    }
}
