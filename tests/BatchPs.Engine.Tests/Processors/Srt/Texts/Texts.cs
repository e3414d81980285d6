using System.Globalization;
using BatchPs.Engine.Results;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>Runs opt-in rules over texts of cues, twice: the second run must find nothing to correct.</summary>
internal static class Texts
{
    /// <summary>A file with a cue for each text, two seconds each.</summary>
    public static string File(params IEnumerable<string> texts) => string.Join('\n', texts.Select((text, i) =>
        string.Create(CultureInfo.InvariantCulture, $"{i + 1}\n{Time(i * 2000 + 1000)} --> {Time(i * 2000 + 2900)}\n{text}\n")));

    /// <summary>What becomes of the texts.</summary>
    public static string[] After(string rules, IEnumerable<string> texts, params (string Name, string Value)[] options) =>
        [.. StrictSrt.Parse(Run(rules, texts, options).OutputText).Select(cue => cue.Text)];

    /// <summary>What becomes of one text.</summary>
    public static string After(string rules, string text, params (string Name, string Value)[] options) =>
        Assert.Single(After(rules, [text], options));

    public static MemoryItem Run(string rules, IEnumerable<string> texts, params (string Name, string Value)[] options)
    {
        options = [("Rules", rules), .. options];
        var item = MemoryItem.Run(File(texts), options);
        if (item.HasOutput)
        {
            var again = MemoryItem.Run(item.OutputBytes, options);
            Assert.Equal(item.OutputText, again.OutputText);
            Assert.True(again.Metrics["corrections"] == 0, string.Join('\n', again.Diagnostics));
        }

        return item;
    }

    /// <summary>A diagnostic as <c>rule line:column 'before' -> 'after'</c>.</summary>
    public static string Short(ItemDiagnostic d) =>
        string.Create(CultureInfo.InvariantCulture, $"{d.Rule} {d.Line}:{d.Column} '{d.Before}' -> '{d.After}'");

    private static string Time(int ms) => TimeSpan.FromMilliseconds(ms).ToString(@"hh\:mm\:ss\,fff", CultureInfo.InvariantCulture);
}
