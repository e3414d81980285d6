namespace BatchPs.Engine.Running;

/// <summary>How a message says that a call took longer than it may.</summary>
internal static class TimeLimitText
{
    /// <param name="key">The item.</param>
    /// <param name="together">Items of the call; the limit is the call's.</param>
    /// <param name="seconds">The limit.</param>
    internal static string NotFinished(string key, int together, double seconds) => together == 1
        ? System.FormattableString.Invariant($"'{key}' was not finished within its time limit of {seconds} s")
        : System.FormattableString.Invariant($"'{key}': the call for its chunk of {together} items was not finished within its time limit of {seconds} s");
}
