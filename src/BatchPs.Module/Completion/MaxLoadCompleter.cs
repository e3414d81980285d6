namespace BatchPs.Module.Completion;

/// <summary>Completes shares of the machine, in percent; 0 is no limit.</summary>
public sealed class MaxLoadCompleter() : WordCompleter("50", "70", "80", "90", "0");
