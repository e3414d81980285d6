namespace BatchPs.Engine.Processors.Srt;

/// <summary>Spaces as the rules see them: space, tab and, for blank lines and timing lines, U+00A0.</summary>
internal static class Blank
{
    /// <summary>Whether a line shows nothing: spaces, tabs and U+00A0 only.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => Skip(line, 0) == line.Length;

    /// <summary>The first offset at or after <paramref name="offset"/> that is no space.</summary>
    public static int Skip(ReadOnlySpan<byte> line, int offset)
    {
        while (offset < line.Length)
        {
            if (line[offset] is (byte)' ' or (byte)'\t')
            {
                offset++;
            }
            else if (line[offset] == 0xC2 && offset + 1 < line.Length && line[offset + 1] == 0xA0)
            {
                offset += 2;
            }
            else
            {
                break;
            }
        }

        return offset;
    }

    /// <summary>Length of the line without the spaces and tabs at its end.</summary>
    public static int TrimmedLength(ReadOnlySpan<byte> line) => line.TrimEnd(" \t"u8).Length;
}
