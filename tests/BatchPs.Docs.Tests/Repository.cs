using System.Text;

namespace BatchPs.Docs.Tests;

/// <summary>The files of the repository, as text with <c>\n</c> between lines.</summary>
internal static class Repository
{
    /// <summary>Full path of the directory that has the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");

    public static void Write(string path, string text) => File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "BatchPs.sln")) ? directory
        : Path.GetDirectoryName(directory) is { } parent ? Find(parent)
        : throw new DirectoryNotFoundException("No parent directory of the tests has BatchPs.sln.");
}
