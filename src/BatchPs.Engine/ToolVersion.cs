using System.Reflection;

namespace BatchPs.Engine;

/// <summary>The version of BatchPs itself.</summary>
public static class ToolVersion
{
    /// <summary>For example <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ToolVersion).Assembly.GetName().Version!.ToString(3);
}
