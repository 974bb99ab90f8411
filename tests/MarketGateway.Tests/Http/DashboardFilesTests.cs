using System.Net;
using System.Net.Http.Headers;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Http;

/// <summary>How the dashboard's files are served.</summary>
public sealed class DashboardFilesTests
{
    [Fact]
    public async Task The_start_page_allows_nothing_from_elsewhere_and_nothing_inline_but_its_import_map()
    {
        await using var gateway = await MarketHarness.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self' 'sha256-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/app/main.js")]
    [InlineData("/client/index.js")]
    [InlineData("/client/lib/client.js")]
    [InlineData("/vendor/msgpack/index.mjs")]
    [InlineData("/vendor/lightweight-charts/lightweight-charts.mjs")]
    public async Task Modules_are_kept_but_asked_for_again(string path)
    {
        await using var gateway = await MarketHarness.StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoCache);

        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(answer.Headers.ETag!.Tag));
        using var unchanged = await http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }
}
