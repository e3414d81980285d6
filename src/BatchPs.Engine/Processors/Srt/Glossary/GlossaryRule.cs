using System.Globalization;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>G01 replaces the variants of a glossary. One worker's: it keeps the text it works on.</summary>
/// <remarks>From left to right, the longest term at each place, what was replaced is not looked at again. A term is a variant or a replacement;
/// of a replacement that stands there already nothing is changed, nor of a variant with a tag in it or that touches an address.</remarks>
internal sealed class GlossaryRule(Glossary glossary) : ITextRule
{
    private readonly GlossaryText _view = new();

    public SrtRule Rule => SrtRule.G01;

    public bool MayConcern(ReadOnlySpan<byte> utf8, in TextPlace place) => glossary.Filter.MayHave(utf8);

    public void Edit(ReadOnlySpan<char> text, in TextPlace place, TextEdits edits)
    {
        _view.Load(text);
        var last = new Match(0, -1, null, IsWhole: false);
        var edited = 0;
        for (var at = 0; at < _view.Length;)
        {
            if (!glossary.Terms.BeginsWith(_view.Folded[at]) || !_view.IsEdge(at) || (glossary.AreAllWhole && WordCharacters.EndsAt(_view.Folded, at)) || Longest(at, last) is not { } match)
            {
                at++;
                continue;
            }

            if (match.Variant is not null)
            {
                edited = Replace(text, ref match, edited, edits);
            }

            last = match;
            at = match.End;
        }
    }

    private Match? Longest(int start, in Match last)
    {
        Match? longest = null;
        var breaks = 0;
        var node = TermTrie.Root;
        for (var end = start; end < _view.Length;)
        {
            breaks += _view.IsBreak(end) ? 1 : 0;
            node = glossary.Terms.Next(node, _view.Folded[end++]);
            if (node == TermTrie.None || breaks > 1)
            {
                break;
            }

            if (glossary.Terms[node] is { } term && _view.IsEdge(end))
            {
                longest = Choose(term, start, end, last) ?? longest;
            }
        }

        return longest;
    }

    /// <summary>What a term means at a place: a variant of just this case, else a replacement, else a variant of any case.</summary>
    private Match? Choose(GlossaryTerm term, int start, int end, Match last)
    {
        var isAlone = !WordCharacters.EndsAt(_view.Folded, start) && !WordCharacters.BeginsAt(_view.Folded, end);

        // Directly after a match a whole term is none: that match's replacement may make it one, or not, where the match did not.
        bool Fits(bool isWhole) => isWhole ? isAlone && start != last.End : start != last.End || !last.IsWhole;

        foreach (var variant in term.Variants)
        {
            if (variant.Case == GlossaryCase.Exact && Fits(variant.IsWhole) && _view.Chars[start..end].SequenceEqual(variant.Text))
            {
                return new Match(start, end, variant, variant.IsWhole);
            }
        }

        return term.IsReplacement
            ? Fits(term.IsWholeReplacement) ? new Match(start, end, null, term.IsWholeReplacement) : null
            : term.Variants is [{ Case: not GlossaryCase.Exact } any] && Fits(any.IsWhole) ? new Match(start, end, any, any.IsWhole) : null;
    }

    /// <returns>Where the last change ends.</returns>
    private int Replace(ReadOnlySpan<char> text, ref Match match, int edited, TextEdits edits)
    {
        var (start, end) = (_view.Start(match.Start), _view.End(match.End - 1));
        var variant = match.Variant!;
        if (_view.HasTag(match.Start, match.End, out var isBetweenWords))
        {
            // Within a word the filter does not see the variant.
            if (isBetweenWords)
            {
                edits.Report(start, end - start, string.Create(
                    CultureInfo.InvariantCulture, $"'{variant.Text}' of line {variant.Line} of the glossary was left as it is: a tag stands in it."));
                return end;
            }

            return edited;
        }

        if (WebAddress.Touches(text, start, end) || (start > 0 && text[start - 1] is '<' or '{'))
        {
            return edited;
        }

        var found = _view.Chars[match.Start..match.End];
        var with = variant.Case == GlossaryCase.Preserve ? LetterCase.Carry(found, variant.Replacement) : variant.Replacement;
        match = match with { IsWhole = glossary.IsWholeReplacement(with) };
        var message = string.Create(
            CultureInfo.InvariantCulture, $"'{found}' became '{with}', as line {variant.Line} of the glossary says.");
        for (var at = match.Start; at < match.End; at++)
        {
            if (_view.IsBreak(at))
            {
                with = WithBreak(text, with, (double)(at - match.Start) / found.Length, edited, ref start, ref end);
                break;
            }
        }

        edits.Replace(start, end - start, with, message);
        return end;
    }

    /// <summary>Puts the line break of a match into its replacement, at the space nearest to where it was; for a single word, after or before it.</summary>
    private static string WithBreak(ReadOnlySpan<char> text, string with, double place, int edited, ref int start, ref int end)
    {
        var best = -1;
        for (var at = with.IndexOf(' '); at >= 0; at = with.IndexOf(' ', at + 1))
        {
            best = best < 0 || Math.Abs((double)at / with.Length - place) < Math.Abs((double)best / with.Length - place) ? at : best;
        }

        if (best >= 0)
        {
            return string.Concat(with.AsSpan(0, best), "\n", with.AsSpan(best + 1));
        }

        if (end < text.Length && text[end] == ' ')
        {
            end++;
            return with + "\n";
        }

        if (start > edited && text[start - 1] == ' ')
        {
            start--;
            return "\n" + with;
        }

        return with;
    }

    /// <summary>A term at a place.</summary>
    /// <param name="Start">Where it begins.</param>
    /// <param name="End">Where it ends.</param>
    /// <param name="Variant">What it is a spelling of; null for a replacement.</param>
    /// <param name="IsWhole">Whether what stands there then is found only as a whole word.</param>
    private readonly record struct Match(int Start, int End, GlossaryVariant? Variant, bool IsWhole);
}
