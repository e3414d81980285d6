namespace BatchPs.Module.Completion;

/// <summary>Completes numbers of retries.</summary>
public sealed class RetryCountCompleter() : WordCompleter("0", "1", "2", "3", "5", "10");
