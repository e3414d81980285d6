namespace BatchPs.Module.Scripts;

/// <summary>The beginning of a text.</summary>
internal static class ShortText
{
    /// <param name="text">The text.</param>
    /// <param name="most">Characters it may have; one that has more ends with an ellipsis.</param>
    internal static string Of(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Not within a pair of surrogates.
        int end = char.IsHighSurrogate(text[most - 1]) ? most - 1 : most;
        return text[..end] + "\u2026";
    }
}
