using System.Collections;
using System.Globalization;
using System.Management.Automation;
using BatchPs.Engine.Configuration;
using BatchPs.Module.Completion;

namespace BatchPs.Module;

/// <summary>Writes settings into the configuration file; the rest of it stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "BatchConfiguration", SupportsShouldProcess = true, DefaultParameterSetName = KeySet)]
[OutputType("BatchPs.Engine.Configuration.ConfigurationValue")]
public sealed class SetBatchConfigurationCommand : BatchCmdlet
{
    private const string KeySet = "Key";
    private const string SettingSet = "Setting";
    private const string RemoveSet = "Remove";

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = KeySet)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string Key { get; set; } = "";

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = KeySet)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SettingValueCompleter))]
    public object Value { get; set; } = "";

    /// <summary>Values by key.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = SettingSet)]
    [Alias("Settings")]
    [ValidateNotNull]
    public Hashtable Setting { get; set; } = [];

    /// <summary>Keys to take out of the file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = RemoveSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SettingCompleter))]
    public string[] Remove { get; set; } = [];

    [Parameter]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string? ConfigurationPath { get; set; }

    /// <summary>Which file, when none is named.</summary>
    [Parameter]
    [ValidateSet("Directory", "User")]
    public string? Scope { get; set; }

    [Parameter]
    [Alias("Profile")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? ConfigurationProfile { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void Process()
    {
        var edit = ConfigurationEdit.Prepare(
            new ConfigurationChange
            {
                CurrentDirectory = CurrentDirectory,
                ConfigurationPath = ConfigurationPath is null ? null : FullPath(ConfigurationPath),
                Scope = Scope is null ? null : Enum.Parse<ConfigurationScope>(Scope, ignoreCase: true),
                Profile = ConfigurationProfile,
                Set = Given(),
                Remove = Remove,
            },
            UserEngine.Variables());
        if (!ShouldProcess(edit.Path, ConfigurationProfile is null ? "Change configuration" : $"Change profile {ConfigurationProfile}"))
        {
            return;
        }

        edit.Write();
        foreach (string remark in edit.Remarks)
        {
            WriteWarning(remark);
        }

        if (PassThru)
        {
            WriteObject(edit.Values, enumerateCollection: true);
        }
    }

    private Dictionary<string, string> Given() => ParameterSetName == KeySet
        ? new Dictionary<string, string> { [Key] = TextOf(Value) }
        : Setting.Cast<DictionaryEntry>().ToDictionary(entry => TextOf(entry.Key), entry => TextOf(entry.Value));

    private static string TextOf(object? value) =>
        Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture) ?? "";
}
