using Microsoft.Playwright;
using Xunit;

namespace BatchPs.Browser.Tests;

/// <summary>Debian's Chromium, and reports to look at in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private const int Items = 3000;
    private const int Many = 100_000;

    private readonly string _directory = Directory.CreateTempSubdirectory("batchps-browser-").FullName;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _many;

    /// <summary>A report with every part there is.</summary>
    internal string Report => Path.Join(_directory, "report.html");

    /// <summary>A report of 100,000 items.</summary>
    internal string ManyReport => _many ??= new SomeRun(Many).Write(Path.Join(_directory, "many.html"));

    /// <summary>A report of 5 items.</summary>
    internal string FewReport => new SomeRun(5).Write(Path.Join(_directory, "few.html"));

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            return;
        }

        new SomeRun(Items).Write(Report);
        _playwright = await Playwright.CreateAsync();

        // In a container, as root, there is no sandbox; the pages are the tests' own.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Opens a report in a window of its own.</summary>
    internal async Task<OpenReport> Open(string? report = null, BrowserNewContextOptions? options = null)
    {
        Assert.SkipWhen(_browser is null, $"There is no browser at {Chromium} to look at reports with.");
        var context = await _browser!.NewContextAsync(options ?? new BrowserNewContextOptions());
        return await OpenReport.At(context, report ?? Report);
    }
}

/// <summary>A report in a browser, and what it did there that it should not.</summary>
internal sealed class OpenReport : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    private OpenReport(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
    }

    internal IPage Page { get; }

    /// <summary>Errors, warnings, violations of the policy and requests beyond the file itself.</summary>
    internal List<string> Complaints { get; } = [];

    internal static async Task<OpenReport> At(IBrowserContext context, string report)
    {
        var page = await context.NewPageAsync();
        var open = new OpenReport(context, page);
        var url = new Uri(report).AbsoluteUri;
        page.Console += (_, message) => open.Complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => open.Complaints.Add(error);
        page.Dialog += (_, dialog) => open.Complaints.Add("dialog: " + dialog.Message);
        page.Request += (_, request) =>
        {
            if (request.Url != url)
            {
                open.Complaints.Add("request: " + request.Url);
            }
        };
        await page.GotoAsync(url);
        return open;
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    /// <summary>How many items the table says it shows.</summary>
    internal Task<string> Found() => Page.Locator("#found").InnerTextAsync();

    /// <summary>The names of the rows that can be seen.</summary>
    internal async Task<IReadOnlyList<string>> Names() => await Page.Locator("#body td.name bdi").AllTextContentsAsync();
}
