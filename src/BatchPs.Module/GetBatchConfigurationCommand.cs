using System.Management.Automation;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module;

/// <summary>Gets each setting with its value and where it comes from.</summary>
[Cmdlet(VerbsCommon.Get, "BatchConfiguration")]
[OutputType("BatchPs.Engine.Configuration.ConfigurationValue")]
public sealed class GetBatchConfigurationCommand : BatchCmdlet
{
    /// <summary>Keys of <c>batchps.yaml</c>; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Key { get; set; } = ["*"];

    [Parameter]
    public string? ConfigurationPath { get; set; }

    protected override void Process()
    {
        WildcardPattern[] patterns = [.. Key.Select(key => WildcardPattern.Get(key, WildcardOptions.IgnoreCase))];
        foreach (ConfigurationValue value in Configure(ConfigurationPath, new Dictionary<string, string>()).Values
            .Where(value => patterns.Any(pattern => pattern.IsMatch(value.Key))))
        {
            WriteObject(value);
        }
    }
}
