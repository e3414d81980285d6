using System.Security.Cryptography;
using System.Text;
using BatchPs.Engine.Results;

namespace BatchPs.Engine.Processors.Srt;

/// <summary>The content of a glossary file.</summary>
internal sealed class GlossaryFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private GlossaryFile(string path, string hash, IReadOnlyList<GlossaryVariant> variants) => (Path, Hash, Variants) = (path, hash, variants);

    public string Path { get; }

    /// <summary>SHA-256 of the bytes, in hexadecimal.</summary>
    public string Hash { get; }

    /// <summary>The variants that could be read, in the order of the file.</summary>
    public IReadOnlyList<GlossaryVariant> Variants { get; }

    /// <summary>Whether a glossary can be read from a file of this name.</summary>
    public static bool HasType(string path) => IsCsv(path) || IsYaml(path);

    /// <summary>Reads a file; what is wrong in it is noted.</summary>
    public static GlossaryFile Read(string path, GlossaryProblems problems)
    {
        var bytes = Bytes(path);
        var entries = new GlossaryEntries(problems);
        if (Decode(bytes, problems) is { } text)
        {
            Action<string, GlossaryEntries, GlossaryProblems> read = IsCsv(path) ? GlossaryCsv.Read : GlossaryYaml.Read;
            read(text, entries, problems);
            if (entries.Variants.Count == 0 && !problems.Any)
            {
                problems.Bad(1, null, "the file has no entry; expected at least one.");
            }
        }

        return new GlossaryFile(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), entries.Variants);
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw BatchException.Invalid("GlossaryNotFound", $"Glossary '{path}' does not exist; expected a .csv, .yaml or .yml file.", path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BatchException("GlossaryNotReadable", ErrorCategory.Access, $"Glossary '{path}' cannot be read: {error.Message}", path, error);
        }
    }

    private static string? Decode(byte[] bytes, GlossaryProblems problems)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes, writable: false), StrictUtf8);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            var valid = 0;
            while (Rune.DecodeFromUtf8(bytes.AsSpan(valid), out _, out var used) == System.Buffers.OperationStatus.Done)
            {
                valid += used;
            }

            problems.Bad(LineCursor.CountNewlines(bytes.AsSpan(0, valid)) + 1, null, "the file has bytes that are not UTF-8; expected UTF-8, or UTF-16 with a byte order mark.");
            return null;
        }
    }

    private static bool IsCsv(string path) => path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);

    private static bool IsYaml(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
