using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>What a glossary file may be, and what is said of one that may not.</summary>
public sealed class GlossaryLoadTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("term,replacement\ngeeta,Gita\n")]
    [InlineData("\uFEFFTerm,REPLACEMENT\r\ngeeta,Gita\r\n")]
    [InlineData("# Names\n\nnote,replacement,term\n# more\n\nof a book,Gita,geeta")]
    [InlineData("term , replacement,whole,Case\n\n  geeta , \"Gita\" ,,\n ,\n")]
    [InlineData("term,replacement,case,whole,note\ngeeta,Gita,AsIs,TRUE,\"a note, with\na break\"")]
    [InlineData("term,replacement\n\"geeta\",\"Gita\"\ngeeta,Gita\n")]
    public void Load_Csv_ReadsEveryForm(string csv)
    {
        var glossary = Load(csv);

        Assert.Equal("Gita", Assert.Single(glossary.Terms.Find("GEETA")!.Variants).Replacement);
        Assert.Empty(glossary.Warnings);
    }

    [Theory]
    [InlineData("- replacement: Gita\n  variants: [geeta, geetha]\n")]
    [InlineData("# Names\n-\n  variants:\n    - geeta\n    - 'geetha'\n  Replacement: Gita\n  case: AsIs\n  whole: true\n")]
    [InlineData("[{replacement: Gita, variants: [geeta]}, {replacement: Gita, variants: [geetha]}]")]
    public void Load_Yaml_ReadsEveryForm(string yaml)
    {
        foreach (var extension in new[] { "yaml", "yml", "YAML" })
        {
            var glossary = Load(yaml, extension);

            Assert.Equal("Gita", Assert.Single(glossary.Terms.Find("GEETA")!.Variants).Replacement);
            Assert.Equal("Gita", Assert.Single(glossary.Terms.Find("GEETHA")!.Variants).Replacement);
        }
    }

    [Fact]
    public void Load_FieldWithBreaksCommasAndQuotes_IsOneTextInNfc()
    {
        var variant = Assert.Single(Load("term,replacement\n\"one,\n  two\",\"say \"\"e\u0301\"\"\n now\"\n").Terms.Find("ONE, TWO")!.Variants);

        Assert.Equal(("one, two", "say \"\u00E9\" now", 2L), (variant.Text, variant.Replacement, variant.Line));
    }

    [Fact]
    public void Load_Utf16WithBom_IsRead()
    {
        File.WriteAllText(_folder["g.csv"], "term,replacement\ngeeta,Gītā\n", Encoding.Unicode);

        Assert.Equal("Gītā", Assert.Single(Glossary.Load(_folder["g.csv"]).Terms.Find("GEETA")!.Variants).Replacement);
    }

    [Theory]
    [InlineData("", "1: the file has no header; expected 'term,replacement,case,whole,note', of which case, whole and note may be left out.")]
    [InlineData("term,replacement\n", "1: the file has no entry; expected at least one.")]
    [InlineData("term;replacement\na;b\n", "1: the header has a column 'term;replacement'; expected term, replacement, case, whole, note, apart by commas.")]
    [InlineData("term,replacment\n", "1: the header has a column 'replacment'; expected term, replacement, case, whole, note, apart by commas. Did you mean 'replacement'?")]
    [InlineData("\nterm,term,replacement\n", "2: the header has the column 'term' twice; expected it once.")]
    [InlineData("term,note\n", "1: the header has no column 'replacement'; expected term, replacement, case, whole, note, of which case, whole and note may be left out.")]
    [InlineData("term,replacement\n\n#x\nabc\n", "4: 'replacement' is empty; expected a text.")]
    [InlineData("term,replacement\n\"a\nb\",x\n ,y\n", "4: 'term' is empty; expected a text.")]
    [InlineData("term,replacement,case\nabc,x,upper\n", "2: 'case' is 'upper'; expected exact, preserve or asis.")]
    [InlineData("term,replacement,whole\nabc,x,yes\n", "2: 'whole' is 'yes'; expected true or false.")]
    [InlineData("term,replacement\nabc,x,y\n", "2: the row has 3 fields, the header 2; expected no more than those. A field with a comma stands in quotation marks.")]
    [InlineData("term,replacement\nabc,x\"y\n", "2: the field 'x\"y' has a quotation mark that is not closed or stands in the middle; expected the whole field in quotation marks, and those in it doubled.")]
    [InlineData("term,replacement\nabc,x\n\ndef,\"x\nghi,y\n", "4: the field '\"x…' has a quotation mark that is not closed or stands in the middle; expected the whole field in quotation marks, and those in it doubled.")]
    [InlineData("term,replacement\nabc,<i>x</i>\n", "2: 'replacement' is '<i>x</i>'; expected a text without '<', which would be read as part of a tag.")]
    [InlineData("term,replacement\n\u0301abc,x\n", "2: 'term' is '\u0301abc', which begins with a mark; expected the letter it belongs to before it.")]
    [InlineData("term,replacement\na\u0007bc,x\n", "2: 'term' has a character that is none, or a control character; expected a text.")]
    public void Load_BadCsv_NamesLineAndWhatWasExpected(string csv, string expected) => Refused("BadGlossary", "csv", csv, expected);

    [Theory]
    [InlineData("", "1: the file has no entry; expected at least one.")]
    [InlineData("replacement: x\n", "1:1: the file is a mapping; expected a list of entries, each '- replacement: ...' and 'variants: [...]'.")]
    [InlineData("- abc\n", "1:3: the entry is 'abc'; expected 'replacement: ...' and 'variants: [...]'.")]
    [InlineData("- replacement: x\n", "1:3: the entry has no 'variants'; expected both replacement and variants.")]
    [InlineData("- variants: [abc]\n", "1:3: the entry has no 'replacement'; expected both replacement and variants.")]
    [InlineData("- replacement: x\n  variants: abc\n", "2:13: 'variants' is 'abc'; expected a list such as [first, second].")]
    [InlineData("- replacement: x\n  variants: []\n", "2:13: 'variants' is an empty list; expected a list such as [first, second].")]
    [InlineData("- replacement: x\n  variants: [abc, [def]]\n", "2:19: 'variants' has a list; expected a text.")]
    [InlineData("- replacement: x\n  variants: [abc, ' ']\n", "2:19: 'variants' is empty; expected a text.")]
    [InlineData("- replacement: x\n  variant: [abc]\n  variants: [def]\n", "2:3: the entry has a key 'variant'; expected replacement, variants, case, whole. Did you mean 'variants'?")]
    [InlineData("- replacement: x\n  variants: [abc]\n  Case: exact\n  case: exact\n", "4:3: the entry has the key 'case' twice; expected it once.")]
    [InlineData("- replacement: x\n  variants: [abc]\n  case: upper\n", "3:9: 'case' is 'upper'; expected exact, preserve or asis.")]
    [InlineData("- replacement: x\n  variants: [abc]\n  whole: maybe\n", "3:10: 'whole' is 'maybe'; expected true or false.")]
    [InlineData("- replacement: x\n  variants: [abc]\n---\n- y\n", "4:1: the file has a second document; expected one list.")]
    public void Load_BadYaml_NamesLineAndColumn(string yaml, string expected) => Refused("BadGlossary", "yaml", yaml, expected);

    [Theory]
    [InlineData("- replacement: x\n  variants: [abc\n")]
    [InlineData("- replacement: x\n\tvariants: [abc]\n")]
    [InlineData("- replacement: 'x\n")]
    [InlineData("- {replacement: x, replacement: y, variants: [abc]}\n")]
    [InlineData("- replacement: *none\n  variants: [abc]\n")]
    public void Load_NoYaml_NamesTheLine(string yaml)
    {
        var error = Assert.Throws<BatchException>(() => Load(yaml, "yaml"));

        Assert.Equal("BadGlossary", error.Code);
        Assert.StartsWith(_folder["g.yaml"] + ":", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NotUtf8_NamesTheLine()
    {
        File.WriteAllBytes(_folder["g.csv"], [.. "term,replacement\nabc,x\nd\u00E9f,"u8, 0xE9, .. "\n"u8]);

        Assert.Equal(
            $"{_folder["g.csv"]}:3: the file has bytes that are not UTF-8; expected UTF-8, or UTF-16 with a byte order mark.",
            Assert.Throws<BatchException>(() => Glossary.Load(_folder["g.csv"])).Message);
    }

    [Fact]
    public void Load_ManyErrors_AreToldAtOnceUpTo20()
    {
        var error = Assert.Throws<BatchException>(() => Load("term,replacement,case\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"abc{i},,bad\n"))));

        var lines = error.Message.Split(Environment.NewLine);
        Assert.Equal(21, lines.Length);
        Assert.Equal($"{_folder["g.csv"]}:2: 'replacement' is empty; expected a text.", lines[0]);
        Assert.Equal($"{_folder["g.csv"]}:2: 'case' is 'bad'; expected exact, preserve or asis.", lines[1]);
        Assert.Equal($"{_folder["g.csv"]}: 30 more are not shown.", lines[20]);
    }

    [Theory]
    [InlineData("geeta,Gita\nGeeta,Song\n", "3: the variant 'Geeta' has the replacement 'Song', and 'Gita' on line 2; expected one.")]
    [InlineData("geeta,Gita,exact\nGeeta,Song\n", "3: the variant 'Geeta' has the replacement 'Song', and 'Gita' on line 2; expected one.")]
    [InlineData("geeta,Gita,exact\ngeeta,Song,exact\n", "3: the variant 'geeta' has the replacement 'Song', and 'Gita' on line 2; expected one.")]
    [InlineData("e\u0301ta,Gita\n\u00E9ta,Song\n", "3: the variant '\u00E9ta' has the replacement 'Song', and 'Gita' on line 2; expected one.")]
    [InlineData("geeta,Gita\ngeeta,Gita,,false\n", "3: the variant 'geeta' stands on line 2 too, with another case or whole; expected it once.")]
    public void Load_TwoReplacements_IsAConflict(string rows, string expected) => Refused("GlossaryConflict", "csv", "term,replacement,case,whole\n" + rows, expected);

    [Theory]
    [InlineData("aaa,bbb\nbbb,ccc\n", 3, "line 2 replaces 'aaa' by 'bbb', and line 3 has the variant 'bbb', which is what that becomes. Replace 'aaa' by 'ccc' at once.")]
    [InlineData("aaa,Bbb,preserve\nbbb,ccc,exact\n", 3, "line 2 replaces 'aaa' by 'Bbb', and line 3 has the variant 'bbb', which is what that becomes. Replace 'aaa' by 'ccc' at once.")]
    [InlineData("xxx,aaa\naaa b,qqq\n", 3, "line 2 replaces 'xxx' by 'aaa', and line 3 has the variant 'aaa b', which contains that. Add the variant 'xxx b' with the replacement 'qqq'.")]
    [InlineData("aaa b,qqq\nxxx,b\n", 2, "line 3 replaces 'xxx' by 'b', and line 2 has the variant 'aaa b', which contains that. Add the variant 'aaa xxx' with the replacement 'qqq'.")]
    [InlineData("bhagwat gita,Bhagavad Gita\ngeeta,Gita\n", 2, "line 3 replaces 'geeta' by 'Gita', and line 2 has the variant 'bhagwat gita', which contains that. Add the variant 'bhagwat geeta' with the replacement 'Bhagavad Gita'.")]
    [InlineData("bhagwat gita,Bhagavad Gita\ngeeta,Gita of All\n", 2, "line 3 replaces 'geeta' by 'Gita of All', and line 2 has the variant 'bhagwat gita', which ends as that begins. Add the variant 'bhagwat geeta' with the replacement 'Bhagavad Gita of All'.")]
    [InlineData("xxx,abb,,false\nca,q,,false\n", 3, "line 2 replaces 'xxx' by 'abb', and line 3 has the variant 'ca', which ends as that begins. Add the variant 'cxxx' with the replacement 'qbb' and whole false.")]
    [InlineData("xxx,uuu vvv\nyyy,vvv www\nwww,Uuu\n", 4, "line 2 replaces 'xxx' by 'uuu vvv', and line 4 has the variant 'www', which 'VVV WWW' of line 3 keeps from being replaced only while nothing reaches into it. Add the variant 'www vvv' with the replacement 'uuu vvv'.")]
    [InlineData("cause,'cause\ndr.,doctor\n", 3, "line 2 replaces 'cause' by ''cause', and line 3 has the variant 'dr.', which is a whole word directly before that.")]
    public void Load_OutputThatCouldHoldAVariant_IsRefused(string rows, int line, string expected) => Refused(
        "GlossaryNotIdempotent", "csv", "term,replacement,case,whole\n" + rows, $"{line}: a second run could replace what the first wrote: {expected}");

    [Theory]
    [InlineData("gita,Bhagavad Gita\n")]
    [InlineData("gita,Bhagavad Gita\nsrimad gita,Srimad Bhagavad Gita\n")]
    [InlineData("krsna,Krishna\nhare krsna,Hare Krishna\nkrsna das,Krishna Das\n")]
    [InlineData("krishna,Krishna,exact\nhare krishna,Hare Krishna,exact\nkrsna,Krishna\n")]
    [InlineData("mediation,meditation\nmeditatation,meditation\n")]
    [InlineData("e.g.,for example\netc,etc.\n&,and\n%,percent\ndr.,Doctor\n")]
    [InlineData("ab,X,,false\nba,Y,,false\n")]
    [InlineData("bhagwat gita,Bhagavad Gita\nbhagwat geeta,Bhagavad Gita\ngeeta,Gita\n")]
    [InlineData("bhakti yog,Bhakti Yoga\nbhakthi yog,Bhakti Yoga\nbhakthi,Bhakti\n")]
    [InlineData("bhagwat gita,Bhagavad Gita\nbhagwat geeta,Bhagavad Gita of All\ngeeta,Gita of All\n")]
    public void Load_OrdinaryGlossary_IsTaken(string rows) => Load("term,replacement,case,whole\n" + rows);

    [Fact]
    public void Load_LongTerm_IsRefused() =>
        Refused("BadGlossary", "csv", $"term,replacement\n{new string('a', 201)},b\n", "2: 'term' has 201 characters; expected at most 200.");

    [Fact]
    public void Open_RuleWithoutGlossary_IsRefused()
    {
        var error = Assert.Throws<BatchException>(() => new SrtProcessor().Open(new Dictionary<string, string> { ["Rules"] = "g01" }));

        Assert.Equal(
            ("BadOptionValue", "Option 'Rules' of processor 'Srt' has G01, which replaces the spellings of option 'Glossary'; that one is empty.", "Rules"),
            (error.Code, error.Message, error.Target));
    }

    [Fact]
    public void Load_Oddities_WarnOfEach()
    {
        var glossary = Load(
            "term,replacement,case\ngita,Bhagavad Gita\nGeeta,geeta\nKrishna,Krishna,exact\nom,aum\nvad,debate\nbhagvad,bhagavad vad geeta\nkrsna,Krishna\n");

        var path = _folder["g.csv"];
        Assert.Equal(
            [
                $"{path}:3: the variant 'Geeta' is its own replacement 'geeta' and replaces nothing. To correct its case, say case exact.",
                $"{path}:4: the variant 'Krishna' is its own replacement 'Krishna' and replaces nothing.",
                $"{path}:5: the variant 'om' has 2 letters and may be found where it is not meant.",
                $"{path}:7: the replacement 'bhagavad vad geeta' contains 'vad', which line 6 replaces by 'debate' where it stands alone.",
            ],
            glossary.Warnings);
    }

    [Theory]
    [InlineData("terms.txt")]
    [InlineData("terms")]
    public void Open_OtherType_IsRefused(string path)
    {
        var error = Assert.Throws<BatchException>(() => new SrtProcessor().Open(new Dictionary<string, string> { ["Glossary"] = path }));

        Assert.Equal(
            ("BadOptionValue", $"Option 'Glossary' of processor 'Srt' has the value '{path}'; expected path of a .csv, .yaml or .yml file."),
            (error.Code, error.Message));
    }

    [Fact]
    public void Load_NoFile_SaysWhich()
    {
        var error = Assert.Throws<BatchException>(() => Glossary.Load(_folder["none.csv"]));

        Assert.Equal(
            ("GlossaryNotFound", $"Glossary '{_folder["none.csv"]}' does not exist; expected a .csv, .yaml or .yml file."), (error.Code, error.Message));
    }

    [Fact]
    public void Load_ADirectory_SaysThatItCannotBeRead()
    {
        Directory.CreateDirectory(_folder["d.csv"]);

        Assert.Equal("GlossaryNotReadable", Assert.Throws<BatchException>(() => Glossary.Load(_folder["d.csv"])).Code);
    }

    private void Refused(string code, string extension, string content, string expected)
    {
        var error = Assert.Throws<BatchException>(() => Load(content, extension));

        Assert.Equal((code, $"{_folder["g." + extension]}:{expected}"), (error.Code, error.Message));
    }

    private Glossary Load(string content, string extension = "csv") => Glossary.Load(_folder.Write("g." + extension, content));
}
