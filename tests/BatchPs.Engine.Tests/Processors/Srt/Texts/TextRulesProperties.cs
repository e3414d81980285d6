using System.Text;
using System.Text.RegularExpressions;
using BatchPs.Engine.Processors.Srt;
using BatchPs.Engine.Results;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Whatever the texts and whichever rules correct: a second run finds nothing, and only what is a rule's to change is changed.</summary>
public sealed partial class TextRulesProperties
{
    private const string Fillers = "um, uh, you know, well, ну, मतलब";

    private static readonly string[] Words =
    [
        "um", "Um", "uh", "UH", "you know", "You", "know", "well", "ну", "मतलब", "hello", "World", "i", "I", "a", "the", "and", "because", "of", "iPhone",
        "Dr", "etc", "e.g", "U.S", "z.B", "3", "1,000", "3.14", "10:30", "10", "http://a.b/c,d?e:f", "me@x.org,you", "a.txt", "www.x.y", "don't", "rock-and-roll",
        "Привет", "мир", "नमस्ते", "दुनिया", "日本語", "字幕", "ภาษาไทย", "한국어", "café", "cafe\u0301", "e\u0301tude", "\u1112\u1161\u11AB", "👩‍👩‍👧", "𝒜𝒷", "ß", "ǆ", "ı",
        "\u0301", "\u0338", "Donaudampfschifffahrtsgesellschaft", "extraordinarily", "x", "σ", "ﬁ",
    ];

    private static readonly string[] Marks =
    [
        ",", ".", ";", ":", "!", "?", "...", "..", ". . .", ". .", "…", "-", "- ", "--", "—", "–", "(", ")", "[", "]", "( ", " )", "\"", "'", "’", "“", "”", "„", "«", "»", "¿", "¡",
        ":)", ";-)", ":D", "♪", ">>", ">", "<", "{", "}", "\\", "/", "@", "_", "#", "*", "%", "&", "=", "|", "~", "-->", "00:00:05,000", "->",
    ];

    private static readonly string[] TagTexts =
    [
        "<i>", "</i>", "<b>", "</b>", "<u>", "</u>", "<I>", "<i", "</i", "i>", "<font color=\"a, b\">", "</font>", "{\\an8}", "{\\i1}", "{\\", "<x y z>", "<<i>", "<{\\b}",
    ];

    private static readonly string[] Gaps = [" ", " ", " ", " ", " ", "", "", "\n", "\n", "\u00A0", "\u202F", "  ", "\t", " \n ", "\u200B", "\n\n"];

    private static readonly SrtRule[] Rules =
    [
        SrtRule.N01, SrtRule.M01, SrtRule.M02, SrtRule.M03, SrtRule.M04, SrtRule.F01, SrtRule.P01, SrtRule.P02, SrtRule.C01, SrtRule.W01, SrtRule.W02,
    ];

    private static readonly Gen<string> Text =
        from parts in (from piece in Gen.Frequency((9, Gen.Elements(Words)), (5, Gen.Elements(Marks)), (2, Gen.Elements(TagTexts)))
                       from gap in Gen.Elements(Gaps)
                       select piece + gap).ListOf()
        select string.Concat(parts.Take(40));

    private static readonly Arbitrary<Case> Cases = Arb.From(
        from texts in Text.ListOf(4)
        from rules in Gen.SubListOf(Rules)
        from language in Gen.Elements("en", "fr", "tr", "sv", "auto")
        select new Case([.. texts], [.. rules], language),
        Smaller);

    [Fact]
    public void Run_AnyRules_FindNothingToDoAgain() => Check(c =>
    {
        var item = c.Run(c.Rules);
        if (!item.HasOutput)
        {
            return;
        }

        StrictSrt.Parse(item.OutputText);
        Assert.Equal(item.Metrics["corrections"], item.Diagnostics.Count(d => d.Fixed && d.Rule[0] != 'E'));
        var again = MemoryItem.Run(item.OutputBytes, c.Options(c.Rules));
        if (LanguageOf(again) != LanguageOf(item))
        {
            // Fillers that are taken out may leave another script with most letters; the rules then measure by other thresholds.
            Assert.Contains(SrtRule.F01, c.Rules);
            again = MemoryItem.Run(item.OutputBytes, (c with { Language = LanguageOf(item) ?? "none" }).Options(c.Rules));
        }

        Assert.True(again.Metrics["corrections"] == 0, string.Join('\n', again.Diagnostics));
        Assert.Equal(item.OutputText, again.OutputText);
        if (!c.Texts.Any(text => text.Contains('>') || text.Contains('{')))
        {
            // Rounds without end would leave something to correct; a line that must not become a timing line or a tag may.
            Assert.DoesNotContain(item.Diagnostics, d => !d.Fixed && d.After is not null && c.Rules.Any(rule => rule.ToString() == d.Rule));
        }
    });

    [Fact]
    public void Run_RulesOfTypography_ChangeOnlyWhatIsTheirs() => Check(c =>
    {
        static string Letters(string text) => Spaces().Replace(text, "");
        static string Upper(string text) => text.ToUpperInvariant().Replace('İ', 'I');
        c.Same(text => string.Concat(Tag().Matches(text)), SrtRule.P01, SrtRule.P02, SrtRule.C01, SrtRule.W01, SrtRule.W02);
        c.Same(text => Upper(Ellipses().Replace(Letters(Tag().Replace(text, "")), "…")), SrtRule.P01, SrtRule.P02, SrtRule.C01, SrtRule.W01, SrtRule.W02);
        c.Same(text => Upper(Letters(text)), SrtRule.P01, SrtRule.C01, SrtRule.W01, SrtRule.W02);
        c.Same(Letters, SrtRule.P01, SrtRule.W01, SrtRule.W02);
        c.Same(Upper, SrtRule.C01);
        c.Same(text => text.Replace('\n', ' '), SrtRule.W01, SrtRule.W02);
    });

    [Fact]
    public void Run_RulesOfTagsAndForm_ChangeOnlyWhatIsTheirs() => Check(c =>
    {
        c.Same(text => Spaces().Replace(WithoutTags(text), ""), SrtRule.M01, SrtRule.M02, SrtRule.M03, SrtRule.M04);
        c.Same(text => text.Normalize(NormalizationForm.FormC), SrtRule.N01);
    });

    // The rules on lines take for granted what they were asked before.
    [Fact]
    public void MayConcern_AnyText_PassesWhatEditHasSomethingToSayOf()
    {
        var corrector = new SrtCorrector(SrtOptions.Parse(new Dictionary<string, string>()));
        var edits = new TextEdits();
        Check(c =>
        {
            corrector.Clear();
            corrector.Input.Append(Encoding.UTF8.GetBytes(Srt.Texts.File(c.Texts)));
            Assert.Null(corrector.Read());
            corrector.Correct();
            var document = corrector.Document;
            var rules = TextRules.For(SrtOptions.Parse(c.Options(Rules).ToDictionary(option => option.Item1, option => option.Item2)));
            for (var i = 0; i < document.Cues.Count; i++)
            {
                var utf8 = document.Text(document.Cues[i]);
                var bare = new byte[utf8.Length];
                var place = new TextPlace(document, i, document.Profile) { Language = c.Language == "auto" ? "" : c.Language, Bare = bare.AsSpan(0, Tags.Strip(utf8, bare)) };
                var text = new CueText();
                text.Load(document, document.Cues[i]);
                foreach (var rule in rules.Where(rule => rule.Rule is not (SrtRule.W01 or SrtRule.W02)))
                {
                    edits.Clear();
                    rule.Edit(text.Span, place, edits);
                    Assert.True(edits.All.Count == 0 || rule.MayConcern(utf8, place), $"{rule.Rule}: {string.Join(", ", edits.All)}");
                }
            }
        });
    }

    private static void Check(Action<Case> holds) =>
        Prop.ForAll(Cases, holds).Check(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(4000)).WithEndSize(25));

    private static string? LanguageOf(MemoryItem item) => item.Facts.GetValueOrDefault("language");

    private static IEnumerable<Case> Smaller(Case c) =>
    [
        .. c.Texts.Skip(1).Select((_, at) => c with { Texts = [.. c.Texts.Where((_, i) => i != at + 1)] }),
        .. c.Texts.Skip(1).Select(_ => c with { Texts = [.. c.Texts.Skip(1)] }),
        .. c.Rules.Select(rule => c with { Rules = [.. c.Rules.Where(r => r != rule)] }),
        .. c.Texts.SelectMany((text, at) => Enumerable.Range(0, text.Length).Where(i => !char.IsSurrogate(text[i]))
            .Select(cut => c with { Texts = [.. c.Texts.Select((t, i) => i == at ? t.Remove(cut, 1) : t)] })),
    ];

    /// <summary>Without tags, and without tags that are left then.</summary>
    private static string WithoutTags(string text)
    {
        for (var before = ""; before != text;)
        {
            before = text;
            text = Tag().Replace(text, "");
        }

        return text;
    }

    [GeneratedRegex(@"[ \n\u00A0\u202F]+")]
    private static partial Regex Spaces();

    [GeneratedRegex("[.…]{2,}")]
    private static partial Regex Ellipses();

    [GeneratedRegex(@"<(?:[A-Za-z/])[^<>\n]*>|\{\\[^{}\n]*\}")]
    private static partial Regex Tag();

    private sealed record Case(List<string> Texts, List<SrtRule> Rules, string Language)
    {
        public MemoryItem Run(IEnumerable<SrtRule> rules) => MemoryItem.Run(Srt.Texts.File(Texts), Options(rules));

        public (string, string)[] Options(IEnumerable<SrtRule> rules) =>
            [("Rules", string.Join(',', rules)), ("Language", Language), ("FillerWords", rules.Contains(SrtRule.F01) ? Fillers : "")];

        /// <summary>Whether the texts are the same, as far as given, with those of the case's rules that are among the given ones.</summary>
        public void Same(Func<string, string> reduced, params SrtRule[] among)
        {
            Assert.Equal(Reduced(Run([]), reduced), Reduced(Run(Rules.Intersect(among)), reduced));
        }

        /// <summary>The texts that are not empty when they are reduced: a cue that has nothing left may be dropped.</summary>
        private static IEnumerable<string> Reduced(MemoryItem item, Func<string, string> reduced) =>
            !item.HasOutput ? [] : StrictSrt.Parse(item.OutputText).Select(cue => reduced(cue.Text)).Where(text => text.Length > 0);

        public override string ToString() => $"{string.Join(',', Rules)} {Language} {string.Join(" | ", Texts).Replace("\n", "\\n")}";
    }
}
