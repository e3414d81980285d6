using System.Text.RegularExpressions;
using Xunit;

namespace BatchPs.Docs.Tests;

public sealed partial class LinkTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.PathOf("README.md")).Where(File.Exists)
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_RelativeLinks_LeadToFiles(string document)
    {
        var path = Repository.PathOf(document.Split('/'));
        var missing = Target().Matches(Code().Replace(Repository.Read(path), ""))
            .Select(match => Uri.UnescapeDataString(match.Groups["target"].Value))
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, target.Split('#')[0])));
        Assert.Empty(missing);
    }

    [GeneratedRegex("""\]\((?<target>[^)\s]+)\)""")]
    private static partial Regex Target();

    [GeneratedRegex("""^```.*?^```$|`[^`\n]+`""", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Code();
}
