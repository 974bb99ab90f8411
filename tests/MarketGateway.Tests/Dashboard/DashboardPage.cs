using System.Collections.Concurrent;
using System.Globalization;
using MarketGateway.Testing;
using Microsoft.Playwright;

namespace MarketGateway.Tests.Dashboard;

/// <summary>The dashboard in a window of its own. Remembers every error of its console and every request of it.</summary>
internal sealed class DashboardPage : IAsyncDisposable
{
    private const string BrokenOff = "WebSocket is closed before the connection is established";

    private readonly Uri _gateway;
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<string> _requests = [];

    private DashboardPage(IPage page, Uri gateway)
    {
        Page = page;
        _gateway = gateway;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _errors.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.WebSocket += (_, socket) => _requests.Enqueue(socket.Url);
    }

    public IPage Page { get; }

    public static async Task<DashboardPage> OpenAsync(IPage page, Uri gateway, string address, string? script = null)
    {
        var dashboard = new DashboardPage(page, gateway);
        if (script is not null)
        {
            await page.AddInitScriptAsync(script);
        }

        await page.GotoAsync(new Uri(gateway, address).ToString());
        return dashboard;
    }

    public ILocator this[string selector] => Page.Locator(selector);

    public ILocator Row(string symbol) => Page.Locator($".watch-row[data-symbol='{symbol}']");

    public Task ConnectionIsAsync(string state) => Expect("html").ToHaveAttributeAsync("data-connection", state);

    public ILocatorAssertions Expect(string selector) => Assertions.Expect(this[selector].First);

    /// <summary>The levels in the ladder as text, from the highest price to the lowest: price, size.</summary>
    public async Task<string[]> ReadLadderAsync() => await Page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('.ladder-row')]
          .map((row) => [...row.querySelectorAll('span')].map((cell) => cell.textContent.trim()))
          .filter(([, price]) => price !== '')
          .map(([bid, price, ask]) => `${price} x ${bid}${ask}`)
        """);

    /// <summary>A number that a part of the page carries as data-*.</summary>
    public async Task<double> NumberAsync(string selector, string attribute) =>
        double.TryParse(await this[selector].GetAttributeAsync(attribute), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>Puts a slider so many steps from its left end.</summary>
    public Task SlideAsync(string selector, int steps) => this[selector].FillAsync(steps.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits until a condition that is read from the page comes true.</summary>
    public static async Task EventuallyAsync(string condition, Func<Task<bool>> isTrue)
    {
        var deadline = TimeProvider.System.GetUtcNow() + (Eventually.Patience * 3);
        while (!await isTrue())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"It did not come true that {condition}.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    /// <summary>Nothing was complained of, and nothing fetched from elsewhere.</summary>
    /// <param name="wasReloaded">Whether the page may have gone while a connection of it was about to open.</param>
    public void IsClean(bool wasReloaded = false)
    {
        Assert.DoesNotContain(_errors, error => !wasReloaded || !error.Contains(BrokenOff, StringComparison.Ordinal));
        Assert.NotEmpty(_requests);
        Assert.All(_requests, request => Assert.Equal(_gateway.Authority, new Uri(request).Authority));
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
