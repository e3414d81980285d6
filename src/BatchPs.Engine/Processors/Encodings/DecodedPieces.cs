namespace BatchPs.Engine.Processors.Encodings;

/// <summary>A file's content as UTF-8, piece by piece.</summary>
/// <param name="pieces">Its bytes.</param>
/// <param name="encoding">Its encoding.</param>
/// <param name="isUtf8">Whether its bytes are known to be valid UTF-8, so that nothing has to be decoded.</param>
internal sealed class DecodedPieces(FilePieces pieces, DetectedEncoding encoding, bool isUtf8)
{
    private readonly Utf8Transcoder _transcoder = new(encoding);
    private bool _hasBegun;

    /// <summary>Whether any byte so far became another.</summary>
    public bool Differs { get; private set; }

    /// <summary>Appends the next piece, which ends with a whole character; notes where in the buffer U+FFFD was put in.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryAppend(ByteBuffer output, List<int> replaced)
    {
        if (!pieces.MoveNext())
        {
            return false;
        }

        if (!_hasBegun)
        {
            _hasBegun = true;
            pieces.Use(encoding.BomLength);
            Differs = encoding.BomLength > 0;
        }

        var bytes = pieces.Bytes;
        if (isUtf8)
        {
            output.Append(bytes);
            pieces.Use(bytes.Length);
            return true;
        }

        var start = output.Length;
        var used = _transcoder.Append(bytes, pieces.IsLast, output, replaced);
        Differs = Differs || !output.Span[start..].SequenceEqual(bytes[..used]);
        pieces.Use(used);
        return true;
    }
}
