using System.Text;

namespace BatchPs.Engine.Processors.Encodings;

/// <summary>What a processor's options say about the encodings of its files.</summary>
/// <param name="Fixed">The encoding of every file; null when each is found.</param>
/// <param name="Fallbacks">What is tried, in this order, on a file that is neither UTF-8 nor UTF-16 nor UTF-32.</param>
/// <param name="Expected">What a file has that is not binary, for a message: <c>subtitle text</c>.</param>
internal sealed record EncodingRules(Encoding? Fixed, IReadOnlyList<Encoding> Fallbacks, string Expected)
{
    /// <summary>What an option that takes an encoding allows, in words.</summary>
    public const string AnyEncoding = "auto or an IANA name such as utf-8, windows-1250, utf-16";

    /// <summary>The encoding of a name, in-box code pages among them; null when there is none.</summary>
    public static Encoding? Named(string name)
    {
        try
        {
            return (Encoding)(CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)).Clone();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
