using System.Security.Cryptography;
using System.Text;

namespace BatchPs.Engine.Reporting.Html;

/// <summary>The page's style and script, which are part of it, and the policy that lets nothing else run or load.</summary>
internal static class ReportAssets
{
    internal static readonly string Style = Read("report.css");
    internal static readonly string Script = Read("report.js");

    internal static readonly string Policy =
        $"default-src 'none'; style-src {Hash(Style)}; script-src {Hash(Script)}; base-uri 'none'; form-action 'none'";

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    // A browser reads every line end as LF before it takes the hash.
    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ReportAssets).Assembly.GetManifestResourceStream("Reporting.Html." + name)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
