using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Planning;

namespace BatchPs.Module.Inputs;

/// <summary>Keeps piped objects as text: common scalars as they are written, all else as CLIXML.</summary>
internal static class PipedValue
{
    private const string CliXml = "clixml";

    internal static SerializedValue Serialize(PSObject piped) => piped.BaseObject switch
    {
        string text => new SerializedValue(text, nameof(String)),
        int number => new SerializedValue(number.ToString(CultureInfo.InvariantCulture), nameof(Int32)),
        long number => new SerializedValue(number.ToString(CultureInfo.InvariantCulture), nameof(Int64)),
        _ => new SerializedValue(PSSerializer.Serialize(piped), CliXml),
    };

    internal static object? Restore(SerializedValue kept) => kept.Format switch
    {
        nameof(String) => kept.Text,
        nameof(Int32) => int.Parse(kept.Text, CultureInfo.InvariantCulture),
        nameof(Int64) => long.Parse(kept.Text, CultureInfo.InvariantCulture),
        _ => PSSerializer.Deserialize(kept.Text),
    };
}
