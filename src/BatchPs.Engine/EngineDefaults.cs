namespace BatchPs.Engine;

/// <summary>Values front ends share.</summary>
public static class EngineDefaults
{
    /// <summary>How long items in flight may go on after a stop before they are cancelled: 5 seconds.</summary>
    public static TimeSpan Grace { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Name of the directory outputs go to when none is given.</summary>
    public const string Destination = "processed";
}
