namespace BatchPs.Module.Scripts;

/// <summary>The scripts of ours that call those of a person. An error whose place is in one of them arose in what it calls.</summary>
internal static class HostScripts
{
    /// <summary>A worker's long pipeline. The empty input makes its command one that expects some, as the pipelines stepped within it must.</summary>
    internal const string Worker = "@() | & $args[0] $args[1]";

    /// <summary>What a runspace has before its first item; dot-sourced, so that what it defines stays.</summary>
    internal const string Setup = ". $args[0]";

    /// <summary>A pipeline that is stepped.</summary>
    internal const string Step = "param($Block, $Arguments) & $Block @Arguments";

    /// <summary>A block without named blocks as the process block of another.</summary>
    internal const string PlainStep = "param($Block, $Arguments) process { & $Block @Arguments }";

    /// <summary>Name of the parameter by which PowerShell gives a script the values of its <c>$using:</c> expressions.</summary>
    internal const string UsingValuesArgument = "--%";

    private static readonly string[] All = [Worker, Setup, Step, PlainStep];

    internal static bool Contain(string line) => All.Contains(line, StringComparer.Ordinal);
}
