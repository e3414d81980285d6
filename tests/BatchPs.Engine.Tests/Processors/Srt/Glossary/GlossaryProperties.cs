using System.Text;
using BatchPs.Engine.Processors.Srt;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Whatever small glossary loads and whatever text it meets: what is changed is what the plain matcher says, and a second time nothing is.</summary>
public sealed class GlossaryProperties : IDisposable
{
    /// <summary>Texts each property tries.</summary>
    private static readonly int Cases = PropertyCases.Or(10_000);

    private const int TextsAGlossary = 20;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Few and alike, so that terms overlap, contain and follow each other.
    private static readonly string[] Words = ["a", "b", "ab", "ba", "aa", "aba", "A", "B", "Ab", "é", "e\u0301", "E", "ß", "क", "कि", ".", "'", "-", "a.", "'b", "x\u0323", "1"];

    private static readonly string[] TextParts =
    [
        .. Words, " ", " ", " ", "\n", "'s", "’s", "\u200C", "\u200D", ",", "\u0301",
    ];

    private static readonly string[] Marked = [.. TextParts, "<i>", "</i>", "{\\an8}", "<br>", "www.", "://", "@", "b.com", "<", "\u00A0", "\u212A"];

    private static readonly Gen<NaiveGlossary.Row> Rows =
        from term in Terms()
        from replacement in Terms()
        from cased in Gen.Elements("", "", "exact", "preserve")
        from whole in Gen.Elements(true, true, true, false)
        select new NaiveGlossary.Row(term, replacement, cased, whole);

    [Fact]
    public void Edit_AnyText_ChangesWhatThePlainMatcherSaysAndNothingTheSecondTime() => Check(TextParts, (rows, rule, given) =>
    {
        // The plain matcher knows no other form.
        var text = Tidy(given).Normalize();
        var edits = new TextEdits();
        rule.Edit(text, default, edits);

        var expected = new NaiveGlossary(rows).Changes(text);
        var found = edits.All.Select(edit => (edit.Start, edit.Length, edit.With!)).ToList();
        Assert.Equal(expected.Select(change => Without(text, change)), found.Select(change => Without(text, change)));
        AssertSettled(rule, text, found);
    });

    [Fact]
    public void Edit_TextWithTagsAndAddresses_LeavesThemAndChangesNothingTheSecondTime() => Check(Marked, (_, rule, given) =>
    {
        var text = Tidy(given);
        var edits = new TextEdits();
        rule.Edit(text, default, edits);

        var found = edits.All.Where(edit => edit.With is not null).Select(edit => (edit.Start, edit.Length, edit.With!)).ToList();
        var after = Apply(text, found);
        Assert.Equal(TagsOf(text), TagsOf(after));
        Assert.Equal(AddressesOf(text), AddressesOf(after));
        AssertSettled(rule, text, found);
    });

    [Fact]
    public void Filter_AnyText_PassesEveryTextThatIsChanged() => Check(TextParts, (rows, rule, given) =>
    {
        var text = Tidy(given);
        var edits = new TextEdits();
        rule.Edit(text, default, edits);

        Assert.True(edits.All.Count == 0 || new GlossaryFilter(Variants(rows)).MayHave(Encoding.UTF8.GetBytes(text)));
    });

    private void Check(string[] parts, Action<IReadOnlyList<NaiveGlossary.Row>, GlossaryRule, string> holds)
    {
        var texts = Gen.Elements(parts).ListOf().Resize(14).Select(string.Concat).ListOf(TextsAGlossary);
        var loaded = 0;
        var many = from rows in Rows.ListOf().Resize(4) from some in texts select (Rows: rows.ToList(), Texts: some.ToList());
        var arbitrary = Arb.From(many, one =>
            Enumerable.Range(0, one.Rows.Count).Select(i => (one.Rows.Where((_, at) => at != i).ToList(), one.Texts))
                .Concat(Enumerable.Range(0, one.Texts.Count).Select(i => (one.Rows, one.Texts.Where((_, at) => at != i).ToList())))
                .Concat(one.Texts.Count != 1 ? [] : Enumerable.Range(0, one.Texts[0].Length).Select(i => (one.Rows, new List<string> { one.Texts[0].Remove(i, 1) }))));
        for (var round = 0; loaded * TextsAGlossary < Cases; round++)
        {
            Assert.True(round < 100, "Too few glossaries could be loaded.");
            Prop.ForAll(arbitrary, one =>
            {
                if (TryLoad(one.Rows) is { } glossary)
                {
                    loaded++;
                    var rule = new GlossaryRule(glossary);
                    one.Texts.ForEach(text => holds(one.Rows, rule, text));
                }
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases / TextsAGlossary));
        }
    }

    private Glossary? TryLoad(IReadOnlyList<NaiveGlossary.Row> rows)
    {
        var path = _folder.Write("g.csv", "term,replacement,case,whole\n" + string.Concat(rows.Select(row => $"{row.Term},{row.Replacement},{row.Case},{row.Whole}\n")));
        try
        {
            return Glossary.Load(path);
        }
        catch (BatchException)
        {
            return null;
        }
    }

    private static IEnumerable<GlossaryVariant> Variants(IEnumerable<NaiveGlossary.Row> rows) => rows.Select(row => new GlossaryVariant(
        row.Term, row.Replacement, row.Case switch { "exact" => GlossaryCase.Exact, "preserve" => GlossaryCase.Preserve, _ => GlossaryCase.AsIs }, row.Whole, 1));

    private static Gen<string> Terms() =>
        from words in Gen.Elements(Words).NonEmptyListOf().Resize(3)
        from apart in Gen.Elements(" ", " ", "")
        select string.Join(apart, words).Normalize();

    // As a text is when the rule gets it.
    private static string Tidy(string text) => string.Join('\n', text.Split('\n')
        .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(line => line.Length > 0));

    // A line break in a single word's replacement goes beside it, for which the space there is taken in.
    private static (int, int, string) Without(string text, (int Start, int Length, string With) change)
    {
        var (start, length, with) = change;
        if (with.StartsWith('\n'))
        {
            Assert.Equal(' ', text[start]);
            (start, length) = (start + 1, length - 1);
        }
        else if (with.EndsWith('\n'))
        {
            Assert.Equal(' ', text[start + length - 1]);
            length--;
        }

        return (start, length, with.Trim('\n').Replace('\n', ' '));
    }

    private static void AssertSettled(GlossaryRule rule, string text, IReadOnlyList<(int Start, int Length, string With)> changes)
    {
        Assert.All(changes, change => Assert.True(change.With.Count(c => c == '\n') <= text.Substring(change.Start, change.Length).Count(c => c == '\n')));
        var after = Apply(text, changes);
        var again = new TextEdits();
        rule.Edit(after, default, again);
        Assert.True(again.All.All(edit => edit.With is null), $"'{text}' became '{after}', in which '{again.All.FirstOrDefault(edit => edit.With is not null)}'.");
    }

    private static string Apply(string text, IEnumerable<(int Start, int Length, string With)> changes)
    {
        var made = new StringBuilder();
        var from = 0;
        foreach (var (start, length, with) in changes)
        {
            made.Append(text, from, start - from).Append(with);
            from = start + length;
        }

        return made.Append(text, from, text.Length - from).ToString();
    }

    private static IEnumerable<string> AddressesOf(string text) =>
        text.Split(' ', '\n', '\u00A0', '<', '>', '{', '}').Where(run => run.Contains("://", StringComparison.Ordinal));

    private static List<string> TagsOf(string text)
    {
        var tags = new List<string>();
        for (var at = 0; Tags.TryFind(text.AsSpan(), at, out var start, out var length); at = start + length)
        {
            tags.Add(text.Substring(start, length));
        }

        return tags;
    }
}
