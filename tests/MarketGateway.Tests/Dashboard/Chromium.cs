using MarketGateway.Testing;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>
/// The one browser of the dashboard's tests: the system's Chromium, driven by Playwright, which downloads nothing.
/// Tests of this collection run one after the other, so that they do not take each other's processor time.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Chromium : ICollectionFixture<Chromium>, IAsyncLifetime
{
    public const string Name = "Dashboard";

    private static readonly string[] Programs = ["chromium", "chromium-browser", "google-chrome"];

    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => Programs.Select(program => Path.Combine(folder, program)))
        .FirstOrDefault(File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Program is { } program)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = Arguments });
            Assertions.SetDefaultExpectTimeout((float)Eventually.Patience.TotalMilliseconds * 2);
        }
    }

    /// <summary>
    /// Opens the dashboard of a gateway in a window of its own, after a script of the test's; skips the test where there is
    /// no browser.
    /// </summary>
    internal async Task<DashboardPage> OpenAsync(
        Uri gateway,
        string symbol,
        int width = 1440,
        int height = 900,
        ColorScheme scheme = ColorScheme.Dark,
        string? script = null)
    {
        Assert.SkipWhen(_browser is null, $"needs a browser: none of {string.Join(", ", Programs)} is on the PATH");
        var page = await _browser!.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
        });
        return await DashboardPage.OpenAsync(page, gateway, $"/#symbol={symbol}", script);
    }

    /// <summary>Opens the page of operators; skips the test where there is no browser.</summary>
    internal async Task<DashboardPage> OpenForOperatorsAsync(
        Uri operators, int width = 1440, ColorScheme scheme = ColorScheme.Dark)
    {
        Assert.SkipWhen(_browser is null, $"needs a browser: none of {string.Join(", ", Programs)} is on the PATH");
        var page = await _browser!.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
        });
        return await DashboardPage.OpenAsync(page, operators, "/ops");
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
