using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace BatchPs.Engine.Tests.Processors.Srt;

/// <summary>A cue as a strict reader sees it.</summary>
internal sealed record StrictCue(long Start, long End, string Text, string Coordinates = "");

/// <summary>A reader that takes canonical SubRip only: it shares nothing with the engine's and fails on any oddity.</summary>
internal static partial class StrictSrt
{
    public static List<StrictCue> Parse(string text)
    {
        var newline = text.Contains('\r') ? "\r\n" : "\n";
        Assert.EndsWith(newline, text);
        Assert.Equal(text, text.Replace("\r", "").Replace("\n", newline));
        var blocks = text[..^newline.Length].Split(newline + newline);
        return [.. blocks.Select((block, i) => Block(block.Split(newline), i + 1))];
    }

    private static StrictCue Block(string[] lines, int number)
    {
        Assert.True(lines.Length >= 3, string.Join('|', lines));
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), lines[0]);
        var timing = Timing().Match(lines[1]);
        Assert.True(timing.Success, lines[1]);
        var times = Enumerable.Range(0, 2)
            .Select(t => Enumerable.Range(1, 4).Select(g => long.Parse(timing.Groups[t * 4 + g].Value, CultureInfo.InvariantCulture)).ToArray())
            .Select(v => ((v[0] * 60 + v[1]) * 60 + v[2]) * 1000 + v[3]).ToArray();
        return new StrictCue(times[0], times[1], string.Join('\n', lines[2..]), timing.Groups[9].Value.Trim());
    }

    [GeneratedRegex(@"^(\d\d+):([0-5]\d):([0-5]\d),(\d{3}) --> (\d\d+):([0-5]\d):([0-5]\d),(\d{3})(\s+\S.*)?$")]
    private static partial Regex Timing();
}
