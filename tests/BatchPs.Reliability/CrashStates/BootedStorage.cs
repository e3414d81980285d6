using BatchPs.Engine.Storage;

namespace BatchPs.Reliability.CrashStates;

/// <summary>The real files, in a boot of the machine that a test counts.</summary>
/// <param name="boot">Power cuts before it.</param>
internal class BootedStorage(int boot) : LocalStorage
{
    internal override string BootId { get; } = System.FormattableString.Invariant($"boot {boot}");
}
