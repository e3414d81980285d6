using System.Buffers;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Tells whether a file puts a space before <c>? ! ; :</c>, as French does: then that space is no mistake.</summary>
internal static class SpacedMarks
{
    // Fewer may all be slips.
    private const int Fewest = 5;

    private static readonly SearchValues<byte> Marks = SearchValues.Create("?!;:"u8);

    /// <summary>Whether more of these marks have a space before them than stand close to a word, and at least five have one.</summary>
    /// <param name="content">A file's content as UTF-8, or the start of it: what is beyond <see cref="ScriptLanguage.Sample"/> does not count.</param>
    public static bool Prevail(ReadOnlySpan<byte> content)
    {
        content = content[..Math.Min(content.Length, ScriptLanguage.Sample)];
        int spaced = 0, close = 0;
        for (var at = 1; at < content.Length && content[at..].IndexOfAny(Marks) is >= 0 and var found; at++)
        {
            at += found;
            if (at + 1 < content.Length && content[at + 1] is not ((byte)' ' or (byte)'\n' or (byte)'\r'))
            {
                continue;
            }

            var before = content[..at];
            if (before[^1] == ' ' || before.EndsWith("\u00A0"u8) || before.EndsWith("\u202F"u8))
            {
                spaced++;
            }
            else if (char.IsAsciiLetterOrDigit((char)before[^1]) || before[^1] >= 0x80)
            {
                close++;
            }
        }

        return spaced >= Fewest && spaced > close;
    }
}
