namespace BatchPs.Module.Completion;

/// <summary>Completes rates of calls.</summary>
public sealed class MaxRateCompleter() : WordCompleter("1/s", "10/s", "100/s", "600/m", "1000/h", "0");
