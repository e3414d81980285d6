using System.Collections;
using BatchPs.Cli;

// The one place that reads the process's surroundings; everything else is handed what it needs.
var environment = new Dictionary<string, string>();
foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
{
    environment[(string)variable.Key] = (string?)variable.Value ?? "";
}

return new CommandLine(new CliHost(environment, Environment.CurrentDirectory, Console.Out, Console.Error)).Run(args);
