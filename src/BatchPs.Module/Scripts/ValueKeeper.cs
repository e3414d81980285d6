using System.Globalization;
using BatchPs.Engine.Planning;
using BatchPs.Module.Inputs;

namespace BatchPs.Module.Scripts;

/// <summary>Decides what of a block's values goes into the journal.</summary>
internal static class ValueKeeper
{
    /// <summary>Longest text of a value that is kept, in characters.</summary>
    private const int Longest = 1 << 20;

    /// <summary>Whether a value is not kept for its length alone.</summary>
    internal static bool IsTooLong(KeptValue value) => value is { Text: null, Hash: not null };

    internal static KeptValue Keep(KeptValueKind kind, string key, string name, object? value)
    {
        if (!PackedValue.TryPack(value, out object? packed, out string? found))
        {
            return new KeptValue(kind, key, name, null, null, found);
        }

        string text = PackedValue.Write(packed);
        return text.Length > Longest
            ? new KeptValue(kind, key, name, null, ValueFingerprint.Of(packed), string.Create(CultureInfo.InvariantCulture, $"{text.Length >> 10} KB of at most {Longest >> 10}"))
            : new KeptValue(kind, key, name, text, ValueFingerprint.Of(packed), null);
    }
}
