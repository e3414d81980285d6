using System.Globalization;
using System.Text;

namespace BatchPs.Reliability.BlackBox;

/// <summary>Subtitle files of many sizes in a tree; each that can be read is corrected, every ninth cannot.</summary>
internal static class Lectures
{
    private static readonly string[] s_directories = ["", "astronomy", "astronomy/week 1", "gardening", "gardening/soil/deep [1]", "ünïcode"];

    /// <summary>The files by their path below the tree; the same for the same seed.</summary>
    internal static Dictionary<string, byte[]> Make(int count, int seed)
    {
        var random = new Random(seed);
        var files = new Dictionary<string, byte[]>(count);
        for (int i = 0; i < count; i++)
        {
            string name = Path.Join(s_directories[random.Next(s_directories.Length)], $"lecture {i:d3}.srt");
            files.Add(name, Encoding.UTF8.GetBytes(i % 9 == 4 ? $"No lecture {i}, just text.\n" : Subtitles(i, random.Next(10) == 0 ? 400 : random.Next(1, 30))));
        }

        return files;
    }

    internal static void Write(string directory, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach ((string name, byte[] content) in files)
        {
            string path = Path.Join(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
    }

    // Numbered from 7: that is corrected, so that input and output are never the same bytes.
    private static string Subtitles(int lecture, int cues)
    {
        var text = new StringBuilder();
        for (int cue = 0; cue < cues; cue++)
        {
            TimeSpan start = TimeSpan.FromSeconds(3 * cue);
            text.Append(CultureInfo.InvariantCulture, $"{cue + 7}\n{start:hh\\:mm\\:ss\\,fff} --> {start + TimeSpan.FromSeconds(2):hh\\:mm\\:ss\\,fff}\nCue {cue} of lecture {lecture}\n\n");
        }

        return text.ToString();
    }
}
