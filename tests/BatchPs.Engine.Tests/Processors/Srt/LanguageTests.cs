using System.Text;
using BatchPs.Engine.Processors.Srt;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

public sealed class LanguageTests
{
    [Theory]
    [InlineData("Plain English", null)]
    [InlineData("Déjà vu – “très bien”…", null)]
    [InlineData("Привет, как дела", null)]
    [InlineData("今日はいい天気ですね", "ja")]
    [InlineData("ｶﾀｶﾅ", "ja")]
    [InlineData("今天天气很好", "zh")]
    [InlineData("今天天氣很好的人们说の", "zh")]
    [InlineData("오늘 날씨가 좋네요", "ko")]
    [InlineData("วันนี้อากาศดี", "th")]
    [InlineData("आज मौसम अच्छा है", "hi")]
    [InlineData("الطقس جميل اليوم", "ar")]
    [InlineData("The word 道 means way", null)]
    [InlineData("<font face=\"Some Long Name\">天气很好</font>", "zh")]
    [InlineData("天气很好 OK", "zh")]
    [InlineData("😀😀😀😀", null)]
    public void Run_Auto_TellsTheLanguageByTheDominantScript(string text, string? expected)
    {
        var item = MemoryItem.Run($"1\n00:00:01,000 --> 00:00:03,000\n{text}\n");

        Assert.Equal(expected, item.Facts.GetValueOrDefault("language"));
    }

    [Theory]
    [InlineData("한국어 egxab")]
    [InlineData("각각 abc")]
    [InlineData("がぎ abc")]
    [InlineData("ऩऱ abc")]
    [InlineData("آأ abc")]
    [InlineData("日本 éü")]
    public void Run_AutoOnWhatIsComposed_TellsWhatItTellsOfTheComposed(string text)
    {
        string Language(NormalizationForm form) => MemoryItem.Run($"1\n00:00:01,000 --> 00:00:03,000\n{text.Normalize(form)}\n").Facts.GetValueOrDefault("language", "none");

        Assert.Equal(Language(NormalizationForm.FormC), Language(NormalizationForm.FormD));
    }

    [Fact]
    public void Of_LongContent_IsToldByItsStart()
    {
        var start = string.Concat(Enumerable.Repeat("大家好\n", ScriptLanguage.Sample / 10 + 1));
        var rest = string.Concat(Enumerable.Repeat("Translated by a group of people\n", 10_000));

        Assert.Equal("zh", ScriptLanguage.Of(Encoding.UTF8.GetBytes(start + rest)));
        Assert.Null(ScriptLanguage.Of(Encoding.UTF8.GetBytes(rest + start)));
    }

    [Theory]
    [InlineData("none", "今天天气很好", null)]
    [InlineData("JA", "Hello", "ja")]
    [InlineData("pt-BR", "Bom dia", "pt-br")]
    [InlineData("zh-Hant-TW", "今天天氣很好", "zh-hant-tw")]
    public void Run_Language_IsTheOneGiven(string option, string text, string? expected)
    {
        var item = MemoryItem.Run($"1\n00:00:01,000 --> 00:00:03,000\n{text}\n", ("Language", option));

        Assert.Equal(expected, item.Facts.GetValueOrDefault("language"));
    }

    [Theory]
    [InlineData("j")]
    [InlineData("japanese")]
    [InlineData("pt_BR")]
    [InlineData("en-")]
    [InlineData("pt-BR-x")]
    public void Parse_NoLanguageTag_IsRefused(string value)
    {
        var error = Assert.Throws<BatchException>(() => SrtOptions.Parse(new Dictionary<string, string> { ["Language"] = value }));

        Assert.Equal("BadOptionValue", error.Code);
        Assert.Equal(
            $"Option 'Language' of processor 'Srt' has the value '{value}'; expected auto, none, or a language tag such as ja, pt-BR, zh-Hans.",
            error.Message);
    }

    [Fact]
    public void Run_Japanese_IsScoredByItsFigures()
    {
        // 12 characters in 2 s: 6 a second, over the 4 of Japanese by more than the range of 1.
        var item = MemoryItem.Run("1\n00:00:01,000 --> 00:00:03,000\n今日はいい天気ですねそう\n");

        Assert.Equal((70, 30), (item.Metrics["scoreBefore"], item.Metrics["lossBefore.speed"]));
        Assert.Equal(100, MemoryItem.Run("1\n00:00:01,000 --> 00:00:03,000\n今日はいい天気ですねそう\n", ("Language", "none")).Metrics["scoreBefore"]);
    }

    [Theory]
    [InlineData("Netflix", "ja", 4, 1, 13)]
    [InlineData("Netflix", "ko", 12, 3, 16)]
    [InlineData("Netflix", "zh-hans", 9, 2, 16)]
    [InlineData("Netflix", "th", 17, 4, 35)]
    [InlineData("Netflix", "hi", 22, 6, 42)]
    [InlineData("Netflix", "ar", 20, 5, 42)]
    [InlineData("Lecture", "ja", 4, 1, 26)]
    [InlineData("Lecture", "th", 17, 4, 70)]
    [InlineData("Bbc", "ko", 11, 3, 14)]
    [InlineData("SubtitleEdit", "zh", 7, 5, 16)]
    [InlineData("Bbc", "fr", 18, 5, 37)]
    [InlineData("Netflix", null, 20, 5, 42)]
    public void For_Language_ScalesItsFiguresAsTheProfileDoesEnglish(string profile, string? language, int speed, int range, int length)
    {
        var given = ScoreProfile.All.Single(p => p.Name == profile);
        var own = given.For(language);

        Assert.Equal((speed, range, length), (own.Speed, own.SpeedRange, own.LineLength));
        Assert.Equal(given with { Speed = speed, SpeedRange = range, LineLength = length }, own);
    }
}
