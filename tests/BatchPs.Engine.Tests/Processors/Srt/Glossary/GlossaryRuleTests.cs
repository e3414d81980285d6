using System.Text;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>What rule G01 makes of texts.</summary>
public sealed class GlossaryRuleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Gita = "gita,Bhagavad Gita\ngeeta,Song of All\nbhagwat gita,Bhagavad Gita\n";
    private const string Names = "krishna,Krishna,exact\nradha rani,Rādhārāṇī\nsri la,Śrīla\n";

    [Theory]
    [InlineData(Gita, "Read the gita today.", "Read the Bhagavad Gita today.")]
    [InlineData(Gita, "GITA", "Bhagavad Gita")]
    [InlineData(Gita, "Read the Bhagavad Gita.", null)]
    [InlineData(Gita, "Read the bhagavad gita.", null)]
    [InlineData(Gita, "the Srimad Bhagavad Gita", null)]
    [InlineData(Gita, "the bhagwat gita and the gita", "the Bhagavad Gita and the Bhagavad Gita")]
    [InlineData(Gita, "the bhagavad\ngita", null)]
    [InlineData(Gita, "the gita's end", "the Bhagavad Gita's end")]
    [InlineData(Gita, "the gita’s end", "the Bhagavad Gita’s end")]
    [InlineData(Gita, "the gitas, gitaji, agita, gita2, 2gita", null)]
    [InlineData(Gita, "gita\u0301", null)]
    [InlineData(Gita, "gita\u200Ds \u200Cgita", null)]
    [InlineData(Gita, "(gita), \"gita\"; gita-gita…gita", "(Bhagavad Gita), \"Bhagavad Gita\"; Bhagavad Gita-Bhagavad Gita…Bhagavad Gita")]
    [InlineData(Gita, "bhagwat, gita", "bhagwat, Bhagavad Gita")]
    [InlineData("mediation,meditation\n", "Mediation, a mediator mediates in meditation; premeditation.", "meditation, a mediator mediates in meditation; premeditation.")]
    [InlineData("om,Oṃ,,false\n", "home om", "hOṃe Oṃ")]
    [InlineData("ab,X,,false\n", "ababc", "XXc")]
    public void Edit_Text_ReplacesWholeTermsLeftmostLongest(string rows, string text, string? expected) => Becomes(rows, text, expected);

    [Theory]
    [InlineData("krishna,Krishna,exact\n", "krishna KRISHNA Krishna kRishna", "Krishna KRISHNA Krishna kRishna")]
    [InlineData("krsna,Krishna,exact\n", "krsna Krsna KRSNA", "Krishna Krsna KRSNA")]
    [InlineData("krsna,Krishna,asis\n", "krsna Krsna KRSNA kRSNA", "Krishna Krishna Krishna Krishna")]
    [InlineData("krsna,Krishna,preserve\n", "krsna Krsna KRSNA kRSNA", "krishna Krishna KRISHNA Krishna")]
    [InlineData("geeta,Bhagavad Gita,preserve\n", "geeta Geeta GEETA", "bhagavad gita Bhagavad Gita BHAGAVAD GITA")]
    [InlineData("deep mind,calm inner mind,preserve\n", "deep mind|Deep mind|Deep Mind|DEEP MIND|deep Mind", "calm inner mind|Calm inner mind|Calm Inner Mind|CALM INNER MIND|calm inner mind")]
    [InlineData("x,ether,preserve\n", "x X", "ether Ether")]
    [InlineData("4th,fourth,preserve\n", "the 4th 4TH", "the fourth FOURTH")]
    [InlineData("योगा,योग,preserve\n", "योगा", "योग")]
    public void Edit_Case_CarriesWhatItSays(string rows, string text, string? expected) => Becomes(rows, text, expected);

    [Theory]
    [InlineData("गिता,गीता\n", "गिता पढ़ो, गिताओं", "गीता पढ़ो, गिताओं")]
    [InlineData("गीत,X\n", "गीत गीता गीत्", "X गीता गीत्")]
    [InlineData("क्‍ष,क्ष\n", "क्‍ष", "क्ष")]
    [InlineData("кришна,Кришна\nхари,Хари\n", "ХАРИ КРИШНА", null)]
    [InlineData("кришно,Кришна\n", "Кришно, кришноу КРИШНО.", "Кришна, кришноу Кришна.")]
    [InlineData("strasse,Straße\n", "STRASSE Straße STRAßE", "Straße Straße STRAßE")]
    [InlineData("super,besser\n", "Super \u017Fuper", "besser \u017Fuper")]
    [InlineData("straße,Weg\n", "strasse Straße STRAßE", "strasse Weg Weg")]
    [InlineData("istanbul,Konstantinopel\n", "Istanbul İstanbul ıstanbul ISTANBUL", "Konstantinopel İstanbul ıstanbul Konstantinopel")]
    [InlineData("克里希那,奎师那,,false\n", "主克里希那克里希那说", "主奎师那奎师那说")]
    [InlineData("한글,훈민정음,,false\n", "\u1112\u1161\u11AB\u1100\u1173\u11AF은 한글", "훈민정음은 훈민정음")]
    [InlineData("𐐨𐐩,Deseret\n", "𐐀𐐁 𐐨𐐩𐐨", "Deseret 𐐨𐐩𐐨")]
    public void Edit_OtherScripts_FollowsTheSameRules(string rows, string text, string? expected) => Becomes(rows, text, expected);

    [Theory]
    [InlineData("K\u1E5B\u1E63\u1E47a,Krishna\n", "Kr\u0323s\u0323n\u0323a", "Krishna")]
    [InlineData("Kr\u0323s\u0323n\u0323a,Krishna\n", "K\u1E5B\u1E63\u1E47a", "Krishna")]
    [InlineData("cafe,Kaffee\n", "cafe\u0301 caf\u00E9 cafe", "cafe\u0301 caf\u00E9 Kaffee")]
    [InlineData("kelvin,Grad\n", "\u212Aelvin", "Grad")]
    [InlineData("\u0915\u093C\u0932\u092E,\u0915\u0932\u092E\n", "\u0958\u0932\u092E", "\u0915\u0932\u092E")]
    [InlineData("\u212B,\u00E5ngstr\u00F6m\n", "A\u030A \u00C5 \u00E5", "\u00E5ngstr\u00F6m \u00E5ngstr\u00F6m \u00E5ngstr\u00F6m")]
    [InlineData("gita,G\u012Bta\n", "e\u0301 gita e\u0301", "e\u0301 G\u012Bta e\u0301")]
    [InlineData("ab,X,,false\n", "ab\u0323ab", "ab\u0323X")]
    public void Edit_CombiningCharacters_MatchesOnNfcAndLeavesTheRest(string rows, string text, string? expected) => Becomes(rows, text, expected);

    [Theory]
    [InlineData(Gita, "the bhagwat\ngita is", "the Bhagavad\nGita is")]
    [InlineData("raja yoga,rajayoga\n", "the raja\nyoga is", "the rajayoga\nis")]
    [InlineData("raja yoga,rajayoga\n", "the raja\nyoga, is", "the\nrajayoga, is")]
    [InlineData("raja yoga,rajayoga\n", "raja\nyoga, is", "rajayoga, is")]
    [InlineData("a b,c\n", "a\nb a\nb.", "c\nc.")]
    [InlineData("one two three,eins zwei drei vier fünf\n", "one\ntwo three|one two\nthree", "eins\nzwei drei vier fünf|eins zwei drei\nvier fünf")]
    [InlineData("one two three,drei\n", "one\ntwo\nthree", null)]
    [InlineData("raja yoga,rajayoga\n", "raja\u00A0yoga", "rajayoga")]
    public void Edit_LineBreak_KeepsItNearWhereItWas(string rows, string text, string? expected) => Becomes(rows, text, expected);

    [Theory]
    [InlineData("<i>gita</i>", "<i>Bhagavad Gita</i>")]
    [InlineData("{\\an8}gita {\\gita}", "{\\an8}Bhagavad Gita {\\gita}")]
    [InlineData("<font face=\"gita\">x</font>", null)]
    [InlineData("<i>bhagwat</i> gita", null)]
    [InlineData("Bhagavad <i>Gita</i>", null)]
    [InlineData("gi<b>ta</b>", null)]
    [InlineData("gita<i>s</i>", null)]
    [InlineData("gita<br>gita", "Bhagavad Gita<br>Bhagavad Gita")]
    [InlineData("https://x.y/gita/gita?gita gita", "https://x.y/gita/gita?gita Bhagavad Gita")]
    [InlineData("www.gita.in, gita.org, <i>Gita.Org</i> me@gita.in", null)]
    [InlineData("the end.Gita, 10:30 gita", "the end.Bhagavad Gita, 10:30 Bhagavad Gita")]
    [InlineData("bhagwat gita.org", null)]
    [InlineData("a < gita > b", "a < Bhagavad Gita > b")]
    public void Edit_TagsAndAddresses_StayAsTheyAre(string text, string? expected) => Becomes(Gita, text, expected);

    [Fact]
    public void Edit_TwoCues_AreTwoTexts() =>
        Assert.Equal(0, Run(Gita, "1\n00:00:01,000 --> 00:00:03,000\nthe bhagwat\n\n2\n00:00:04,000 --> 00:00:06,000\nGitas\n").Metrics["corrections"]);

    [Fact]
    public void Run_Report_TellsEachReplacementWithItsPlace()
    {
        var item = Run(Gita, "1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:04,000 --> 00:00:06,000\nthe gita,\nthe geeta and the bhagwat\ngita\n");

        Assert.Equal(
            [
                ("G01", 7L, 5L, 2, true, "gita", "Bhagavad Gita", "'gita' became 'Bhagavad Gita', as line 2 of the glossary says."),
                ("G01", 8L, 5L, 2, true, "geeta", "Song of All", "'geeta' became 'Song of All', as line 3 of the glossary says."),
                ("G01", 8L, 19L, 2, true, "bhagwat\ngita", "Bhagavad\nGita", "'bhagwat gita' became 'Bhagavad Gita', as line 4 of the glossary says."),
            ],
            item.Diagnostics.Where(d => d.Rule == "G01").Select(d => (d.Rule, (long)d.Line, (long)d.Column, d.Cue, d.Fixed, d.Before!, d.After!, d.Message)));
        Assert.Equal(3, item.Metrics["corrections.G01"]);
    }

    [Fact]
    public void Run_TagInAVariant_SaysThatItWasLeft()
    {
        var item = Run(Gita, "1\n00:00:01,000 --> 00:00:03,000\nthe bhagwat <i>gita</i>\n");

        var told = Assert.Single(item.Diagnostics, d => d.Rule == "G01");
        Assert.Equal((3L, 5L, false, "'bhagwat gita' of line 4 of the glossary was left as it is: a tag stands in it."), ((long)told.Line, (long)told.Column, told.Fixed, told.Message));
        Assert.Equal(0, item.Metrics["corrections"]);
    }

    [Fact]
    public void Run_Check_ChangesNothing()
    {
        var item = new MemoryItem("1\n00:00:01,000 --> 00:00:03,000\nthe gita\n").Run(("Glossary", Write(Gita)), ("Mode", "Check"));

        Assert.False(item.HasOutput);
        var told = Assert.Single(item.Diagnostics, d => d.Rule == "G01");
        Assert.False(told.Fixed);
        Assert.Equal("With Mode=Repair: 'gita' became 'Bhagavad Gita', as line 2 of the glossary says.", told.Message);
    }

    [Fact]
    public void Run_SameTextTwiceOverOneWorker_IsTheSame() => Becomes(
        Names, "krishna, radha rani & sri la: RADHA RANI", "Krishna, Rādhārāṇī & Śrīla: Rādhārāṇī");

    private void Becomes(string rows, string text, string? expected)
    {
        // Each bar is a text of its own.
        var texts = text.Split('|');
        var wanted = (expected ?? text).Split('|');
        var item = Run(rows, string.Concat(texts.Select(Cue)));
        Assert.Equal(string.Concat(wanted.Select(Cue)), item.OutputText);

        var again = Run(rows, item.OutputText);
        Assert.Equal(item.OutputText, again.OutputText);
        Assert.False(again.Metrics.ContainsKey("corrections.G01"));
    }

    private static string Cue(string text, int index) => $"{(index == 0 ? "" : "\n")}{index + 1}\n00:0{index}:01,000 --> 00:0{index}:03,000\n{text}\n";

    private MemoryItem Run(string rows, string file)
    {
        var item = new MemoryItem(Encoding.UTF8.GetBytes(file)).Run(("Glossary", Write(rows)));
        Assert.Equal(ItemStatus.Succeeded, item.Outcome.Status);
        return item;
    }

    private string Write(string rows)
    {
        _folder.Write("glossary.csv", "term,replacement,case,whole\n" + rows);
        return _folder["glossary.csv"];
    }
}
