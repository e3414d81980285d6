using BatchPs.Engine.Storage;
using Xunit;

namespace BatchPs.Engine.Tests.Storage;

public sealed class DeadProbesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Sweep_ProbesAndOthers_DeletesTheProbesOnly()
    {
        string[] others = ["notes~0", ".bps~0a1b2c3d~1", ".bps~0a1b2c3d~10", ".bps~0a1b2c3d~0~51~639309690993231624.old", ".bps~mine~0", "sub/.bps~0a1b2c3d~0"];
        foreach (string name in (string[])[.. others, ".bps~0a1b2c3d~0", ".bps~ffffffff~0~"])
        {
            _folder.Write(name);
        }

        DeadProbes.Sweep(new LocalStorage(), _folder.Path);

        Assert.Equal(
            others.Select(name => _folder[name]).Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sweep_ADestinationThatIsNotThere_DoesNothing()
    {
        DeadProbes.Sweep(new LocalStorage(), _folder["none"]);

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
