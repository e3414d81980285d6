using System.Globalization;
using Microsoft.Playwright;
using Xunit;

namespace BatchPs.Browser.Tests;

/// <summary>The HTML report as people have it: in a browser, by mouse and keyboard, on paper and without script.</summary>
public sealed class ReportPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Page_Opened_LoadsNothingAndComplainsOfNothing()
    {
        await using var report = await browser.Open();
        await report.Page.Mouse.MoveAsync(400, 400);
        await report.Page.Locator("#workers .broad .lanes").HoverAsync();

        Assert.Empty(report.Complaints);
        Assert.Equal("Lectures, nightly \u00b7 BatchPs", await report.Page.TitleAsync());
    }

    [Fact]
    public async Task Policy_ScriptOrStyleOrPictureOfAnother_IsRefused()
    {
        await using var report = await browser.Open();
        var ran = await report.Page.EvaluateAsync<bool>("""
            () => {
              const script = document.createElement('script');
              script.textContent = 'window.ran = true';
              document.body.append(script);
              document.body.insertAdjacentHTML('beforeend', '<img src="http://localhost:9/x.png"><p style="color:red" onclick="1">x</p>');
              return window.ran === true;
            }
            """);

        Assert.False(ran);
        foreach (var refused in new[] { "Executing inline script violates", "Applying inline style violates", "Executing inline event handler violates", "Loading the image 'http://localhost:9/x.png' violates" })
        {
            Assert.Contains(report.Complaints, complaint => complaint.Contains(refused, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Sections_AllThereIs_AreThereInOrder()
    {
        await using var report = await browser.Open();

        Assert.Equal(
            ["Summary", "Failures", "Since the run before", "Over time", "Workers", "Durations", "Measured", "Runs of this name", "All items", "Configuration"],
            await report.Page.Locator("main section > h2").AllInnerTextsAsync());
    }

    [Fact]
    public async Task Search_Words_ShowsOnlyItemsThatHaveAll()
    {
        await using var report = await browser.Open();
        await report.Page.Locator("#search").FillAsync("COURSE-02 000811");

        Assert.Equal("1 of 3,000", await report.Found());
        Assert.Equal(["course-02/week 1/lecture 000811 part 4.srt"], await report.Names());

        await report.Page.Locator("#search").FillAsync("no such item");
        Assert.Equal("Nothing matches.", await report.Page.Locator("#body").InnerTextAsync());

        await report.Page.Locator("#search").FillAsync("");
        Assert.Equal("3,000 items", await report.Found());
    }

    [Fact]
    public async Task Filter_Failed_ShowsThemAlone()
    {
        await using var report = await browser.Open();
        var button = report.Page.Locator(".filters button", new PageLocatorOptions { HasText = "Failed" });
        await button.ClickAsync();

        Assert.Equal("true", await button.GetAttributeAsync("aria-pressed"));
        Assert.Equal("73 of 3,000", await report.Found());
        Assert.All(await report.Page.Locator("#body [data-at] td:first-child").AllInnerTextsAsync(), status => Assert.Equal("Failed", status));
    }

    [Fact]
    public async Task Failures_MoreThanShown_AreFoundInTheTable()
    {
        await using var report = await browser.Open();
        await report.Page.Locator("[data-find=MalformedTiming]").ClickAsync();

        Assert.Equal("MalformedTiming", await report.Page.Locator("#search").InputValueAsync());
        Assert.EndsWith(" of 3,000", await report.Found(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Size", "descending", "ascending")]
    [InlineData("Name", "ascending", "descending")]
    [InlineData("Score after", "descending", "ascending")]
    public async Task Sort_ColumnTwice_OrdersBothWays(string column, string first, string second)
    {
        await using var report = await browser.Open();
        await report.Page.Locator(".filters button", new PageLocatorOptions { HasText = "Succeeded" }).ClickAsync();
        var head = report.Page.Locator("#columns th", new PageLocatorOptions { HasText = column });
        await head.Locator("button").ClickAsync();
        Assert.Equal(first, await head.GetAttributeAsync("aria-sort"));
        var one = await report.Names();
        await head.Locator("button").ClickAsync();
        Assert.Equal(second, await head.GetAttributeAsync("aria-sort"));
        await report.Page.Locator("#rows").FocusAsync();
        await report.Page.Keyboard.PressAsync("End");
        await report.Page.WaitForFunctionAsync("() => document.querySelector('#body tr:last-child').dataset.at == document.querySelector('#rows table').ariaRowCount - 2");

        // The last of one order is the first of the other, but for items that are equal in it.
        Assert.Equal(one[0], (await report.Names())[^1]);
    }

    [Fact]
    public async Task Keyboard_ArrowsAndEnter_OpenTheDetailsOfAnItem()
    {
        await using var report = await browser.Open();
        await report.Page.Locator("#rows").FocusAsync();
        await report.Page.Keyboard.PressAsync("ArrowDown");
        await report.Page.Keyboard.PressAsync("ArrowDown");
        await report.Page.Keyboard.PressAsync("Enter");
        var detail = report.Page.Locator("#detail");

        Assert.Equal("course-00/week 2/lecture 000048 part 1.srt", await detail.Locator("h3").InnerTextAsync());
        Assert.Contains("expected a time like '00:01:02,500'", await detail.Locator(".said").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("S04 error, line 12, column 5: The timing is malformed.", await detail.Locator("li").InnerTextAsync());

        await report.Page.Keyboard.PressAsync("Escape");
        Assert.False(await detail.IsVisibleAsync());
        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task Names_Hostile_AreShownAsText()
    {
        await using var report = await browser.Open();
        foreach (var (search, shown) in new[]
        {
            ("alert(1)", "<script>alert(1)</script>.srt"),
            ("onerror", "</script><img src=x onerror=alert(2)>.srt"),
            ("amp", "quote\"'&amp;`.srt"),
            ("left.srt", "right\\u202eto left.srt"),
            ("escape", "escape\\x1b[31m.srt"),
            ("日本", "ünï/日本語 😀.srt"),
        })
        {
            await report.Page.Locator("#search").FillAsync(search);
            Assert.Equal([shown], await report.Names());
        }

        Assert.Empty(report.Complaints);
    }

    [Fact]
    public async Task Theme_Dark_TurnsColoursAround()
    {
        await using var light = await browser.Open();
        await using var dark = await browser.Open(options: new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        Assert.True(await Luminance(light, "--page") > 0.8);
        Assert.True(await Luminance(dark, "--page") < 0.05);

        await light.Page.Locator("#theme").ClickAsync();
        Assert.True(await Luminance(light, "--page") < 0.05);
        await light.Page.ReloadAsync();
        Assert.True(await Luminance(light, "--page") < 0.05, "The choice is kept.");
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Colours_OfText_HaveContrast(ColorScheme scheme)
    {
        await using var report = await browser.Open(options: new BrowserNewContextOptions { ColorScheme = scheme });
        foreach (var (ink, ground) in new[]
        {
            ("--ink", "--page"), ("--ink", "--card"), ("--ink", "--raised"), ("--ink", "--bad-soft"), ("--quiet", "--page"), ("--quiet", "--card"), ("--quiet", "--raised"),
            ("--accent", "--card"), ("--accent", "--accent-soft"), ("--bad", "--card"), ("--bad", "--bad-soft"), ("--warn", "--warn-soft"),
        })
        {
            var (one, other) = (await Luminance(report, ink), await Luminance(report, ground));

            // WCAG 2.2, 1.4.3: 4.5 to 1 for text of any size.
            Assert.True((Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05) >= 4.5, $"{ink} on {ground}, {scheme}");
        }
    }

    [Fact]
    public async Task Print_Page_IsBlackOnWhiteWithoutControls()
    {
        await using var report = await browser.Open(options: new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });
        await report.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.True(await Luminance(report, "--page") > 0.99);
        Assert.True(await Luminance(report, "--ink") < 0.01);
        foreach (var hidden in new[] { "nav", "#theme", "#files", "#search", ".more .js-only" })
        {
            Assert.False(await report.Page.Locator(hidden).First.IsVisibleAsync(), hidden);
        }

        Assert.True(await report.Page.Locator("#failures .errors li").First.IsVisibleAsync());
        Assert.True(await report.Page.Locator("#time svg").First.IsVisibleAsync());
    }

    [Fact]
    public async Task NoScript_Page_HasAllButTheTable()
    {
        await using var report = await browser.Open(options: new BrowserNewContextOptions { JavaScriptEnabled = false });

        Assert.Contains("needs JavaScript", await report.Page.Locator("#files noscript").InnerTextAsync(), StringComparison.Ordinal);
        Assert.True(await report.Page.Locator("#failures .errors li").First.IsVisibleAsync());
        Assert.True(await report.Page.Locator("#time svg").First.IsVisibleAsync());
        Assert.False(await report.Page.Locator("#table").IsVisibleAsync());
        Assert.False(await report.Page.Locator("#theme").IsVisibleAsync());
    }

    [Fact]
    public async Task Chart_PointedAt_SaysTheValueThere()
    {
        await using var report = await browser.Open();
        var strip = report.Page.Locator("#time .hit").Nth(30);
        var said = await strip.Locator("title").TextContentAsync();
        await strip.HoverAsync();

        Assert.Equal(said, await report.Page.Locator("#tip").InnerTextAsync());
        Assert.Matches(@"^\d\d:\d\d:\d\d \u00b7 .* items/s \u00b7 ", said);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Page_OfAWidth_DoesNotScrollSideways(int width)
    {
        await using var report = await browser.Open(options: new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 } });

        Assert.Equal(width, await report.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(360)]
    [InlineData(390)]
    [InlineData(560)]
    [InlineData(750)]
    public async Task Charts_OnANarrowScreen_AreWholeWithReadableLabels(int width)
    {
        await using var report = await browser.Open(options: new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 } });
        var charts = await report.Page.EvaluateAsync<double[][]>("""
            () => [...document.querySelectorAll('#time .wide .plot, #workers .plot')].filter(plot => plot.getClientRects().length).map(plot => {
              const labels = [...plot.querySelectorAll('.tick')].map(tick => tick.getBoundingClientRect());
              const below = labels.filter(box => Math.abs(box.top - labels.at(-1).top) < 1);
              return [
                plot.parentElement.scrollWidth - plot.parentElement.clientWidth,
                plot.getBoundingClientRect().width / plot.viewBox.baseVal.width * parseFloat(getComputedStyle(plot.querySelector('.tick')).fontSize),
                Math.min(...below.slice(1).map((box, at) => box.left - below[at].right)),
              ];
            })
            """);

        Assert.Equal(2, charts.Length);
        Assert.All(charts, chart =>
        {
            Assert.Equal(0, chart[0]);
            Assert.InRange(chart[1], 9, 18);
            Assert.True(chart[2] > 4, "labels of time meet");
        });
    }

    [Fact]
    public async Task Table_OfFewItems_IsAsHighAsTheyAre()
    {
        await using var report = await browser.Open();
        const string Empty = "() => rows.clientHeight - rows.firstElementChild.offsetHeight";
        Assert.InRange(await report.Page.EvaluateAsync<double>("() => rows.clientHeight"), 300, 640);
        Assert.True(await report.Page.EvaluateAsync<double>(Empty) <= 0);
        Assert.InRange(await report.Page.Locator("#body tr").CountAsync(), 10, 60);

        await using var few = await browser.Open(browser.FewReport);
        Assert.Equal("5 items", await few.Found());
        Assert.Equal(0, await few.Page.EvaluateAsync<double>(Empty));

        // A search moves nothing.
        var height = await few.Page.EvaluateAsync<double>("() => rows.clientHeight");
        await few.Page.FillAsync("#search", "nothing has this");
        Assert.Equal(height, await few.Page.EvaluateAsync<double>("() => rows.clientHeight"));
    }

    [Fact]
    public async Task Table_OfAHundredThousand_AnswersAtOnce()
    {
        await using var report = await browser.Open(browser.ManyReport);
        Assert.Equal("100,000 items", await report.Found());
        var spent = await report.Page.EvaluateAsync<Dictionary<string, double>>("""
            () => {
              const spent = {};
              const timed = (name, work) => { const from = performance.now(); work(); document.body.offsetHeight; spent[name] = performance.now() - from; };
              const search = document.getElementById('search');
              const type = text => { search.value = text; search.dispatchEvent(new Event('input')); };
              timed('search', () => type('lecture 0999'));
              timed('clear', () => type(''));
              document.querySelectorAll('#columns button').forEach(button => timed('sort ' + button.textContent, () => button.click()));
              timed('scroll', () => { const rows = document.getElementById('rows'); rows.scrollTop = 2000000; rows.dispatchEvent(new Event('scroll')); });
              return spent;
            }
            """);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", spent.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:0} ms"))));

        // Ten times what was measured: what is wanted is that nothing is drawn but what can be seen.
        Assert.InRange(spent["search"], 0, 1000);
        Assert.All(spent, one => Assert.InRange(one.Value, 0, 10_000));
        Assert.InRange(await report.Page.Locator("#body tr").CountAsync(), 5, 60);
        Assert.Empty(report.Complaints);
    }

    // Of WCAG 2.2.
    private static Task<double> Luminance(OpenReport report, string variable) => report.Page.EvaluateAsync<double>("""
        variable => {
          const probe = document.createElement('i');
          probe.style.color = `var(${variable})`;
          document.body.append(probe);
          const parts = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(part => part / 255);
          probe.remove();
          const [r, g, b] = parts.map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
          return .2126 * r + .7152 * g + .0722 * b;
        }
        """, variable);
}
