using BatchPs.Engine.Reporting;
using Xunit;

namespace BatchPs.Engine.Tests.Reporting;

public sealed class DefaultApplicationTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public DefaultApplicationTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "What opens a file is chosen by these variables on Linux only.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_APage_IsForTheFirstBrowserThatIsThere()
    {
        var path = _folder.Write("r '\".html");
        DefaultApplication.Open(path, new Dictionary<string, string> { ["BROWSER"] = "nothing:" + Program("browser"), ["PATH"] = "/nowhere" });

        Assert.Equal(path, Opened("browser"));
    }

    [Fact]
    public void Open_AnotherFile_IsForTheDesktop()
    {
        var path = _folder.Write("r.csv");
        var browser = Program("browser");
        Program("xdg-open");
        DefaultApplication.Open(path, new Dictionary<string, string> { ["BROWSER"] = browser, ["PATH"] = "/nowhere:" + _folder.Path });

        Assert.Equal(path, Opened("xdg-open"));
    }

    [Theory]
    [InlineData("", "xdg-open was not found.")]
    [InlineData("links:lynx", "neither links, lynx (BROWSER) nor xdg-open was found.")]
    public void Open_WhereNothingCan_SaysSo(string browser, string why)
    {
        var path = _folder.Write("r.html");
        var error = Assert.Throws<BatchException>(() => DefaultApplication.Open(path, new Dictionary<string, string> { ["BROWSER"] = browser, ["PATH"] = "/nowhere" }));

        Assert.Equal(("NothingToOpenWith", $"'{path}' is written, and cannot be opened: {why}"), (error.Code, error.Message));
    }

    [Fact]
    public void Open_WhatEndsInAnError_SaysSo()
    {
        var path = _folder.Write("r.html");
        var browser = _folder.Write("broken", "#!/bin/sh\necho not here >&2\nexit 3\n");
        _folder.Shell($"chmod +x '{browser}'");

        var error = Assert.Throws<BatchException>(() => DefaultApplication.Open(path, new Dictionary<string, string> { ["BROWSER"] = browser }));

        Assert.Equal(("NothingToOpenWith", $"'{path}' is written, and cannot be opened: {browser} ended with exit code 3."), (error.Code, error.Message));
    }

    // Writes under another name first, so that what is read is whole.
    private string Program(string name)
    {
        var path = _folder.Write(name, $"#!/bin/sh\nprintf %s \"$1\" > '{_folder.Path}/{name}.tmp' && mv '{_folder.Path}/{name}.tmp' '{_folder.Path}/{name}.said'\n");
        _folder.Shell($"chmod +x '{path}'");
        return path;
    }

    private string Opened(string name)
    {
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder[name + ".said"]), TimeSpan.FromSeconds(30)), "Nothing was opened.");
        return File.ReadAllText(_folder[name + ".said"]);
    }
}
