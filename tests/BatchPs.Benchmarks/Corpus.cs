using System.Globalization;
using System.Text;

namespace BatchPs.Benchmarks;

/// <summary>Lecture subtitles of a fixed seed, a share of their cues with one structural defect each.</summary>
internal static class Corpus
{
    private static readonly string[] Words =
        "the mind is like a river that flows toward the sea and we watch it from the bank with patience so that nothing is lost in between".Split(' ');

    /// <summary>Writes the files and returns their size in bytes.</summary>
    internal static long Write(string folder, int files, int cues, double defective, int seed)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(seed);
        long bytes = 0;
        for (int file = 0; file < files; file++)
        {
            byte[] content = Encoding.UTF8.GetBytes(Text(random, cues, defective));
            bytes += content.Length;
            File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"lecture_{file:d4}.srt")), content);
        }

        return bytes;
    }

    private static string Text(Random random, int cues, double defective)
    {
        var text = new StringBuilder(cues * 100);
        int time = 1000;
        for (int cue = 1; cue <= cues; cue++)
        {
            int length = random.Next(1500, 4000);
            int defect = random.NextDouble() < defective ? random.Next(8) : -1;
            AddCue(text, random, cue, time, time + length, defect);
            time += length + random.Next(100, 500);
        }

        return text.ToString();
    }

    private static void AddCue(StringBuilder text, Random random, int cue, int start, int end, int defect)
    {
        if (defect != 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(defect == 1 ? cue + 7 : cue)}\n");
        }

        if (defect == 2)
        {
            (start, end) = (end, start);
        }

        string arrow = defect == 3 ? "->" : "-->";
        char mark = defect == 4 ? '.' : ',';
        text.Append(CultureInfo.InvariantCulture, $"{Time(start, mark)} {arrow} {Time(end, mark)}\n");
        AddWords(text, random, 6, defect == 5 ? "  " : " ");
        if (random.Next(2) == 0)
        {
            text.Append('\n');
            AddWords(text, random, 5, " ");
        }

        text.Append(defect switch { 6 => "\n", 7 => "\n\n\n", _ => "\n\n" });
    }

    private static void AddWords(StringBuilder text, Random random, int least, string between) =>
        text.AppendJoin(between, Enumerable.Range(0, random.Next(least, least + 4)).Select(_ => Words[random.Next(Words.Length)]));

    private static string Time(int milliseconds, char mark)
    {
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:d2}:{time.Minutes:d2}:{time.Seconds:d2}{mark}{time.Milliseconds:d3}");
    }
}
