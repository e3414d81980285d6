using BatchPs.Engine.Storage;
using Microsoft.Win32.SafeHandles;

namespace BatchPs.Reliability;

/// <summary>Makes nothing durable: for thousands of small files that no power cut threatens.</summary>
internal sealed class QuickStorage : LocalStorage
{
    internal override void SyncData(SafeFileHandle file, string path)
    {
    }

    internal override void SyncDirectory(string path)
    {
    }
}
