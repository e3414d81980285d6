using BatchPs.Engine.Configuration;
using Xunit;

namespace BatchPs.Engine.Tests.Configuration;

public sealed class StateDirectoryTests
{
    private static readonly string Home = Path.GetFullPath(Path.Join(Path.GetTempPath(), "home"));

    [Fact]
    public void Of_XdgStateHome_IsUsed() =>
        Assert.Equal(Path.Join(Home, "batchps"), Of(windows: false, ("XDG_STATE_HOME", Home), ("HOME", "/elsewhere")));

    [Fact]
    public void Of_RelativeXdgStateHome_IsIgnored() =>
        Assert.Equal(Path.Join(Home, ".local/state", "batchps"), Of(windows: false, ("XDG_STATE_HOME", "state"), ("HOME", Home)));

    [Fact]
    public void Of_HomeOnly_IsBelowIt() =>
        Assert.Equal(Path.Join(Home, ".local/state", "batchps"), Of(windows: false, ("HOME", Home)));

    [Fact]
    public void Of_Windows_IsInLocalAppData() =>
        Assert.Equal(Path.Join(Home, "BatchPs"), Of(windows: true, ("LOCALAPPDATA", Home), ("XDG_STATE_HOME", "/elsewhere")));

    private static string Of(bool windows, params (string Name, string Value)[] environment) =>
        StateDirectory.Of(environment.ToDictionary(variable => variable.Name, variable => variable.Value), windows);
}
