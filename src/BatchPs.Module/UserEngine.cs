using System.Collections;
using BatchPs.Engine;
using BatchPs.Engine.Configuration;

namespace BatchPs.Module;

/// <summary>The engine of this user, and the process's environment variables: read here and nowhere else.</summary>
internal static class UserEngine
{
    internal static BatchEngine Open() => new(StateDirectory.Of(Variables()));

    internal static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
}
