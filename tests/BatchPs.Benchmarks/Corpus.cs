using System.Globalization;
using System.Text;

namespace BatchPs.Benchmarks;

/// <summary>A defect put into a file, and where it is to be reported.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Rule">The rule that has to see it.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record Planted(string File, string Rule, int Line);

/// <summary>Lecture subtitles of a fixed seed. The same files come clean, or with one structural defect of S01 to S11 in a tenth of their cues.</summary>
internal sealed class Corpus
{
    private const int LineLength = 42;
    private const int DefectiveInHundred = 10;

    private static readonly string[] Words =
        "the mind is like a river that flows toward the sea and we watch it from the bank with patience so that nothing is lost in between".Split(' ');

    private readonly StringBuilder _file = new();
    private readonly List<Planted> _planted = [];
    private string _name = "";
    private int _line;

    private Corpus()
    {
    }

    /// <summary>Bytes of all files.</summary>
    internal long Bytes { get; private set; }

    /// <summary>What is wrong in them.</summary>
    internal IReadOnlyList<Planted> Planted => _planted;

    /// <summary>Writes the files.</summary>
    /// <param name="folder">Where to; made when it is missing.</param>
    /// <param name="files">How many.</param>
    /// <param name="cues">Cues of each.</param>
    /// <param name="isDefective">Whether defects are put in; the text and the times are the same either way.</param>
    /// <param name="seed">Of the random numbers.</param>
    internal static Corpus Write(string folder, int files, int cues, bool isDefective, int seed)
    {
        Directory.CreateDirectory(folder);
        var random = new Random(seed);
        var corpus = new Corpus();
        for (int file = 0; file < files; file++)
        {
            corpus._name = string.Create(CultureInfo.InvariantCulture, $"lecture_{file:d4}.srt");
            corpus.MakeFile(random, cues, isDefective);
            byte[] content = Encoding.UTF8.GetBytes(corpus._file.ToString());
            corpus.Bytes += content.Length;
            File.WriteAllBytes(Path.Combine(folder, corpus._name), content);
        }

        return corpus;
    }

    private void MakeFile(Random random, int cues, bool isDefective)
    {
        _file.Clear();
        _line = 1;
        int time = 1000;
        bool wasDefective = true;
        if (random.Next(100) < DefectiveInHundred && isDefective)
        {
            Plant("S01", 0);
            _file.Append('\uFEFF');
        }

        for (int number = 1; number <= cues; number++)
        {
            string text = Text(random);
            int length = Math.Max(1500, text.Length * 60) + random.Next(500);

            // A defect next to another may hide it, or be the better explanation of both.
            int draw = random.Next(100 - DefectiveInHundred);
            int kind = random.Next(CueDefects.Kinds);
            bool defective = !wasDefective && number < cues && draw < DefectiveInHundred;
            Add(CueDefects.Make(defective && isDefective ? kind : -1, new Cue(number, time, time + length, text)));
            wasDefective = defective;
            time += length + random.Next(100, 500);
        }
    }

    private void Add(DefectiveCue cue)
    {
        if (cue.Rule is not null)
        {
            Plant(cue.Rule, cue.RuleLine);
        }

        _file.Append(cue.Block);
        _line += cue.Block.Count(character => character == '\n');
    }

    private void Plant(string rule, int lines) => _planted.Add(new Planted(_name, rule, _line + lines));

    /// <summary>One sentence on one line or two.</summary>
    private static string Text(Random random)
    {
        var text = new StringBuilder();
        int lineStart = 0, lines = 1;
        for (int words = random.Next(7, 14); words > 0; words--)
        {
            string word = Words[random.Next(Words.Length)];
            if (text.Length - lineStart + word.Length + 2 > LineLength)
            {
                if (++lines > 2)
                {
                    break;
                }

                text.Append('\n');
                lineStart = text.Length;
            }
            else if (text.Length > 0)
            {
                text.Append(' ');
            }

            text.Append(text.Length == 0 ? char.ToUpperInvariant(word[0]) + word[1..] : word);
        }

        return text.Append('.').ToString();
    }
}
