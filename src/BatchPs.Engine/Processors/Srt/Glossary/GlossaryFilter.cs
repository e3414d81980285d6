using System.Buffers;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Tells in one pass over the bytes of a text that no variant is in it; immutable.</summary>
/// <remarks>
/// A variant that begins with an ASCII letter or digit is known by its first run of these, kept in a Bloom filter of two bits out of 64 a run,
/// which takes about one run in a thousand for one that it has not. Any other is known by its first character. What may become another character
/// in NFC is let through: ASCII characters only come of what has U+0300 to U+037E in it, U+1FEF or U+212A.
/// </remarks>
internal sealed class GlossaryFilter
{
    private const uint HashStart = 2166136261;

    // ASCII letters in upper case and digits; 0 for what belongs to no run.
    private static readonly byte[] Upper =
        [.. Enumerable.Range(0, 256).Select(unit => char.IsAsciiLetterOrDigit((char)unit) ? (byte)char.ToUpperInvariant((char)unit) : (byte)0)];

    private readonly ulong[] _runs;
    private readonly ulong[] _starts = new ulong[(char.MaxValue + 1) / 64];
    private readonly bool[] _asciiStarts = new bool[128];
    private readonly bool _hasOtherStarts;
    private readonly bool _isOpen;

    public GlossaryFilter(IEnumerable<GlossaryVariant> variants)
    {
        GlossaryVariant[] all = [.. variants];
        _runs = new ulong[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(all.Length, 16))];
        foreach (var variant in all)
        {
            var first = variant.Folded[0];
            if (char.IsAsciiLetterOrDigit(first))
            {
                // Inside of a word it is no run by itself.
                _isOpen |= !variant.IsWhole;
                AddRun(variant.Folded);
            }
            else if (char.IsAscii(first))
            {
                _asciiStarts[first] = true;
            }
            else
            {
                _hasOtherStarts = true;
                _isOpen |= char.IsSurrogate(first);
                Add(first);
                Add(LetterCase.Fold(variant.Text.Normalize(NormalizationForm.FormD))[0]);
            }
        }

        foreach (var (character, first) in _hasOtherStarts ? Unstable.Value : [])
        {
            if (Has(first))
            {
                Add(character);
            }
        }
    }

    // Characters that are another one in NFC, with the first of that.
    private static readonly Lazy<IReadOnlyList<(char Character, char First)>> Unstable = new(() =>
    [
        .. Enumerable.Range(0x80, 0xFFFE - 0x80).Select(code => (char)code)
            .Where(one => !char.IsSurrogate(one) && !new ReadOnlySpan<char>(in one).IsNormalized())
            .Select(one => (char.ToUpperInvariant(one), LetterCase.Fold(one.ToString().Normalize())[0])),
    ]);

    /// <summary>Whether a variant may be in a text; never false when one is.</summary>
    /// <param name="utf8">The text; no variant with a tag within a word is found.</param>
    public bool MayHave(ReadOnlySpan<byte> utf8)
    {
        if (_isOpen)
        {
            return true;
        }

        var hash = HashStart;
        for (var at = 0; at < utf8.Length; at++)
        {
            var unit = utf8[at];
            if (Upper[unit] is not 0 and var upper)
            {
                hash = Next(hash, upper);
                continue;
            }

            if (hash != HashStart && HasRun(hash))
            {
                return true;
            }

            hash = HashStart;
            if (unit < 0x80)
            {
                if (_asciiStarts[unit])
                {
                    return true;
                }
            }
            else if (unit is 0xCC or 0xCD || utf8[at..] is [0xE2, 0x84, 0xAA, ..] or [0xE1, 0xBF, 0xAF, ..])
            {
                return true;
            }
            else if (_hasOtherStarts)
            {
                if (Rune.DecodeFromUtf8(utf8[at..], out var rune, out var length) == OperationStatus.Done && rune.IsBmp && Has(char.ToUpperInvariant((char)rune.Value)))
                {
                    return true;
                }

                at += length - 1;
            }
        }

        return hash != HashStart && HasRun(hash);
    }

    private static uint Next(uint hash, byte upper) => (hash ^ upper) * 16777619;

    private void AddRun(string folded)
    {
        var hash = HashStart;
        foreach (var unit in folded.TakeWhile(char.IsAsciiLetterOrDigit))
        {
            hash = Next(hash, (byte)unit);
        }

        var (first, second) = Bits(hash);
        _runs[first >> 6] |= 1UL << (int)first;
        _runs[second >> 6] |= 1UL << (int)second;
    }

    private bool HasRun(uint hash)
    {
        var (first, second) = Bits(hash);
        return (_runs[first >> 6] >> (int)first & _runs[second >> 6] >> (int)second & 1) != 0;
    }

    private (uint First, uint Second) Bits(uint hash)
    {
        var spread = hash * 0x9E3779B97F4A7C15;
        var mask = (uint)_runs.Length * 64 - 1;
        return ((uint)(spread >> 32) & mask, (uint)spread & mask);
    }

    private void Add(char unit) => _starts[unit >> 6] |= 1UL << unit;

    private bool Has(char unit) => (_starts[unit >> 6] >> unit & 1) != 0;
}
