using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.RegularExpressions;

namespace BatchPs.Module.Inputs;

/// <summary>Values that are wholly told by a text, of types that CLIXML does not bring back.</summary>
internal static class TextForm
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    internal static bool TryWrite(object value, [NotNullWhen(true)] out string? text)
    {
        text = value switch
        {
            Enum => Convert.ChangeType(value, Enum.GetUnderlyingType(value.GetType()), Invariant).ToString(),
            DateTimeOffset time => time.ToString("O", Invariant),
            DateOnly date => date.ToString("O", Invariant),
            TimeOnly time => time.ToString("O", Invariant),
            BigInteger or Int128 or UInt128 or Half => ((IFormattable)value).ToString(null, Invariant),
            FileInfo or DirectoryInfo => ((FileSystemInfo)value).FullName,
            Regex pattern => string.Create(Invariant, $"{(int)pattern.Options} {pattern.MatchTimeout.Ticks} {pattern}"),
            CultureInfo culture => culture.Name,
            System.Net.IPAddress or System.Net.Mail.MailAddress => value.ToString(),
            _ when IsSemanticVersion(value.GetType()) => value.ToString(),
            _ => null,
        };
        return text is not null;
    }

    internal static object Read(Type type, string text)
    {
        if (type.IsEnum)
        {
            return Enum.ToObject(type, Convert.ChangeType(text, Enum.GetUnderlyingType(type), Invariant));
        }

        return type.Name switch
        {
            nameof(DateTimeOffset) => DateTimeOffset.Parse(text, Invariant, DateTimeStyles.RoundtripKind),
            nameof(DateOnly) => DateOnly.Parse(text, Invariant),
            nameof(TimeOnly) => TimeOnly.Parse(text, Invariant),
            nameof(BigInteger) => BigInteger.Parse(text, Invariant),
            nameof(Int128) => Int128.Parse(text, Invariant),
            nameof(UInt128) => UInt128.Parse(text, Invariant),
            nameof(Half) => Half.Parse(text, Invariant),
            nameof(FileInfo) => new FileInfo(text),
            nameof(DirectoryInfo) => new DirectoryInfo(text),
            nameof(Regex) => ReadPattern(text.Split(' ', 3)),
            nameof(CultureInfo) => CultureInfo.GetCultureInfo(text),
            nameof(System.Net.Mail.MailAddress) => new System.Net.Mail.MailAddress(text),
            _ when typeof(System.Net.IPAddress).IsAssignableFrom(type) => System.Net.IPAddress.Parse(text),
            _ when IsSemanticVersion(type) => LanguagePrimitives.ConvertTo(text, type, Invariant),
            _ => throw new FormatException(string.Create(Invariant, $"The type {type} is none that a text tells wholly.")),
        };
    }

    private static Regex ReadPattern(string[] parts) =>
        new(parts[2], (RegexOptions)int.Parse(parts[0], Invariant), TimeSpan.FromTicks(long.Parse(parts[1], Invariant)));

    // Not in the reference assembly.
    private static bool IsSemanticVersion(Type type) => type.FullName == "System.Management.Automation.SemanticVersion";
}
