using System.Management.Automation;
using BatchPs.Engine.Configuration;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Gets each setting with its value and where it comes from; or the profiles of the file.</summary>
[Cmdlet(VerbsCommon.Get, "BatchConfiguration", DefaultParameterSetName = SettingsSet)]
[OutputType("BatchPs.Engine.Configuration.ConfigurationValue", "BatchPs.Engine.Configuration.ConfigurationProfile")]
public sealed class GetBatchConfigurationCommand : BatchCmdlet
{
    private const string SettingsSet = "Settings";
    private const string ProfilesSet = "Profiles";

    /// <summary>Keys of <c>batchps.yaml</c>; wildcards are allowed.</summary>
    [Parameter(Position = 0, ParameterSetName = SettingsSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string[] Key { get; set; } = ["*"];

    [Parameter]
    public string? ConfigurationPath { get; set; }

    [Parameter]
    [Alias("Profile")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ConfigurationProfile { get; set; }

    /// <summary>Whether the profiles are put out instead of the settings.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProfilesSet)]
    public SwitchParameter ListProfile { get; set; }

    protected override void Process()
    {
        BatchConfiguration configuration = Configure(ConfigurationPath, new Dictionary<string, string>(), ConfigurationProfile);
        if (ListProfile)
        {
            WriteObject(configuration.Profiles, enumerateCollection: true);
            return;
        }

        WildcardPattern[] patterns = [.. Key.Select(key => WildcardPattern.Get(key, WildcardOptions.IgnoreCase))];
        WriteObject(configuration.Values.Where(value => patterns.Any(pattern => pattern.IsMatch(value.Key))), enumerateCollection: true);
    }
}
