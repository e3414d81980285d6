using System.Xml.Linq;

namespace BatchPs.Docs.Tests.HelpFiles;

/// <summary>The namespaces of help files, as PowerShell reads them.</summary>
internal static class MamlNames
{
    public static readonly XNamespace Help = "http://msh";
    public static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    public static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    public static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";
}
