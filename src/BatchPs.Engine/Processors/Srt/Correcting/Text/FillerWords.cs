using System.Security.Cryptography;
using System.Text;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The words and phrases of the option <c>FillerWords</c>; immutable.</summary>
internal sealed class FillerWords
{
    private const string Option = nameof(SrtOptions.FillerWords);
    private const char FileMark = '@';

    private FillerWords(IEnumerable<string> phrases, OperationFile? file) => (File, Phrases) =
        (file, [.. phrases.Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(phrase => phrase.Length)]);

    /// <summary>The file they were read from; null when the option's value has them.</summary>
    public OperationFile? File { get; }

    /// <summary>The words and phrases, the longest first, one space between words.</summary>
    public IReadOnlyList<string> Phrases { get; }

    /// <summary>Reads the option's value: words separated by commas, or <c>@</c> and the full path of a text file with one on each line.</summary>
    /// <param name="value">The value; empty for none.</param>
    /// <returns>Null without words.</returns>
    /// <exception cref="BatchException"><c>BadFillerWords</c>: the file cannot be read, or a word has no letter.</exception>
    public static FillerWords? Parse(string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        var isFile = value[0] == FileMark;
        var path = isFile ? value[1..].Trim() : "";
        var file = isFile ? Read(path) : default;
        var entries = isFile ? file.Text.ReplaceLineEndings("\n").Split('\n') : value.Split(',');
        var phrases = new List<string>();
        for (var i = 0; i < entries.Length; i++)
        {
            var phrase = string.Join(' ', entries[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Normalize(NormalizationForm.FormC);
            if (phrase.Any(char.IsLetter))
            {
                phrases.Add(phrase);
            }
            else if (phrase.Length > 0)
            {
                throw Bad(isFile ? $"Line {i + 1} of '{path}' is '{phrase}'; expected a word or phrase with letters." :
                    $"Option 'FillerWords' of processor 'Srt' has the word '{phrase}'; expected words with letters.");
            }
        }

        return phrases.Count > 0 ? new FillerWords(phrases, isFile ? new OperationFile(Option, path, file.Hash) : null) : throw Bad(isFile
            ? $"File '{path}' of option 'FillerWords' has no words; expected one on each line."
            : $"Option 'FillerWords' of processor 'Srt' has the value '{value}'; expected words separated by commas, or @ and the path of a file.");
    }

    private static (string Text, string Hash) Read(string path)
    {
        try
        {
            var bytes = System.IO.File.ReadAllBytes(path);
            using var reader = new StreamReader(new MemoryStream(bytes, writable: false), new UTF8Encoding(false, throwOnInvalidBytes: true));
            return (reader.ReadToEnd(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DecoderFallbackException or ArgumentException)
        {
            throw Bad($"File '{path}' of option 'FillerWords' cannot be read as UTF-8 text: {error.Message}");
        }
    }

    private static BatchException Bad(string message) => BatchException.Invalid("BadFillerWords", message, Option);
}
