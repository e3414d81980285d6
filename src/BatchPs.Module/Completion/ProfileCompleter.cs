using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module.Completion;

/// <summary>Completes the profiles of the configuration file in force.</summary>
public sealed class ProfileCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string word = wordToComplete.Trim('\'', '"');
        return Profiles(fakeBoundParameters["ConfigurationPath"] as string)
            .Where(profile => profile.Name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            .Select(profile => new CompletionResult(
                profile.Name.All(char.IsLetterOrDigit) ? profile.Name : $"'{profile.Name.Replace("'", "''", StringComparison.Ordinal)}'",
                profile.Name, CompletionResultType.ParameterValue, profile.Origin));
    }

    private static IReadOnlyList<ConfigurationProfile> Profiles(string? path)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        string here = shell.Runspace.SessionStateProxy.Path.CurrentFileSystemLocation.ProviderPath;
        try
        {
            // Not the variable's profile, which may be none of the file's.
            Dictionary<string, string> variables = UserEngine.Variables();
            variables.Remove("BATCH_PROFILE");
            return BatchConfiguration.Load(here, path, variables, new Dictionary<string, string>()).Profiles;
        }
        catch (BatchException)
        {
            return [];
        }
    }
}
