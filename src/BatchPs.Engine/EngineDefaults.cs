namespace BatchPs.Engine;

/// <summary>Values front ends share.</summary>
public static class EngineDefaults
{
    /// <summary>How long items in flight may go on after a stop before they are cancelled: 5 seconds.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>How many items an operation that takes chunks gets in one call when no chunk size is set: 100.</summary>
    public const int ItemsInACall = 100;

    /// <summary>Name of the directory outputs go to when none is given.</summary>
    public const string Destination = "processed";
}
