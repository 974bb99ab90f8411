using System.Net.Http.Headers;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Diagnostics;

/// <summary>Who is not let in, and what is answered, is counted by closed sets of labels.</summary>
public sealed class AccessMetricsTests
{
    private readonly TokenMint _mint = new();

    [Fact]
    public async Task Whoever_is_not_let_in_is_counted_by_how_it_came_and_why()
    {
        await using var gateway = await MarketHarness.StartAsync([.. _mint.Settings, "--Metrics:Url", "http://127.0.0.1:0"]);
        using var http = new HttpClient();
        await http.GetAsync(new Uri(gateway.Address, "/v1/instruments"), TestContext.Current.CancellationToken);
        await http.GetAsync(new Uri(gateway.Address, "/v1/events?ticket=none&symbols=*"), TestContext.Current.CancellationToken);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/v1/instruments"));
        wrong.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "nonsense");
        await http.SendAsync(wrong, TestContext.Current.CancellationToken);
        await using var inFrame = await WireClient.ConnectAsync(gateway.StreamAddress);
        await inFrame.SendAsync(new { op = "auth", token = "nonsense" });
        await inFrame.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);

        var scrape = await Scrape.OfAsync(gateway.OperatorAddress);

        foreach (var way in (string[])["none", "header", "ticket", "frame"])
        {
            Assert.Equal(1, scrape.Find("marketgateway_authentication_failures_total", $"way={way},reason=unauthorized"));
        }

        Assert.Equal(1, scrape.Find("marketgateway_authentication_tickets_total", "outcome=rejected"));
        Assert.Equal(2, scrape.Find("marketgateway_http_requests_total", "path=/v1/instruments,code=401"));
        Assert.Equal(1, scrape.Find("marketgateway_http_requests_total", "path=/v1/stream,code=101"));
    }

    [Fact]
    public async Task Addresses_that_are_none_share_one_series()
    {
        await using var gateway = await MarketHarness.StartAsync("--Metrics:Url", "http://127.0.0.1:0");
        using var http = new HttpClient();
        foreach (var guess in (string[])["/wp-login.php", "/.env", "/v2/x"])
        {
            await http.GetAsync(new Uri(gateway.Address, guess), TestContext.Current.CancellationToken);
        }

        await Scrape.OfAsync(gateway.OperatorAddress);
        var scrape = await Scrape.OfAsync(gateway.OperatorAddress);

        Assert.Equal(3, scrape.Find("marketgateway_http_requests_total", "path=other,code=404"));
        Assert.Equal(1, scrape.Find("marketgateway_http_requests_total", "path=/metrics,code=200"));
    }

    [Fact]
    public async Task A_scrape_that_prefers_OpenMetrics_is_told_no_series_of_beginnings()
    {
        await using var gateway = await MarketHarness.StartAsync("--Metrics:Url", "http://127.0.0.1:0");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");

        var text = await http.GetStringAsync(gateway.OperatorAddress, TestContext.Current.CancellationToken);

        Assert.Contains("marketgateway_build_info", text, StringComparison.Ordinal);
        Assert.DoesNotContain("_created", text, StringComparison.Ordinal);
    }
}
