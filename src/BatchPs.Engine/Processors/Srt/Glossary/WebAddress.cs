using System.Buffers;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>Addresses in a text: runs without spaces and tags that have <c>://</c>, <c>www.</c> or <c>name@host</c>, or a name that ends in
/// <c>.com</c>, <c>.org</c>, <c>.net</c>, <c>.edu</c>, <c>.gov</c> or <c>.info</c>.</summary>
internal static class WebAddress
{
    private static readonly string[] Domains = ["com", "org", "net", "edu", "gov", "info"];

    private static readonly SearchValues<char> Signs = SearchValues.Create(".:@");

    /// <summary>Whether an address has one of the characters of a range.</summary>
    public static bool Touches(ReadOnlySpan<char> text, int start, int end)
    {
        while (start > 0 && !IsLimit(text[start - 1]))
        {
            start--;
        }

        while (end < text.Length && !IsLimit(text[end]))
        {
            end++;
        }

        for (var run = text[start..end]; !run.IsEmpty;)
        {
            var length = 0;
            while (length < run.Length && !IsLimit(run[length]))
            {
                length++;
            }

            if (Is(run[..length]))
            {
                return true;
            }

            run = run[Math.Min(length + 1, run.Length)..];
        }

        return false;
    }

    private static bool IsLimit(char unit) => char.IsWhiteSpace(unit) || unit is '<' or '>' or '{' or '}';

    private static bool Is(ReadOnlySpan<char> run)
    {
        for (var at = run.IndexOfAny(Signs); at >= 0 && at < run.Length;)
        {
            if (run[at] switch
            {
                ':' => run[at..].StartsWith("://"),
                '@' => WordCharacters.EndsAt(run, at) && WordCharacters.BeginsAt(run, at + 1),
                _ => EndsWithWww(run[..at]) || IsDomain(run, at),
            })
            {
                return true;
            }

            var next = run[(at + 1)..].IndexOfAny(Signs);
            at = next < 0 ? run.Length : at + 1 + next;
        }

        return false;
    }

    private static bool EndsWithWww(ReadOnlySpan<char> before) =>
        before.EndsWith("www", StringComparison.OrdinalIgnoreCase) && !WordCharacters.EndsAt(before, before.Length - 3);

    private static bool IsDomain(ReadOnlySpan<char> run, int dot)
    {
        if (!WordCharacters.EndsAt(run, dot))
        {
            return false;
        }

        foreach (var domain in Domains)
        {
            if (run[(dot + 1)..].StartsWith(domain, StringComparison.OrdinalIgnoreCase) && !WordCharacters.BeginsAt(run, dot + 1 + domain.Length))
            {
                return true;
            }
        }

        return false;
    }
}
