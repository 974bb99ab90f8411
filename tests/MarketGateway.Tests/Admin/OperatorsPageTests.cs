using System.Net;
using Microsoft.Extensions.Logging;

namespace MarketGateway.Tests.Admin;

/// <summary>The page of operators: who gets it, and what it does to the log.</summary>
public sealed class OperatorsPageTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("/ops/")]
    [InlineData("/ops/app/main.js")]
    [InlineData("/ops/shared/app/lib/dom.js")]
    public async Task The_page_needs_no_token_and_is_at_the_operators_address_alone(string path)
    {
        await using var scene = await AdminScene.StartAsync("--Admin:Tokens:ada", Token);
        using var http = new HttpClient();
        var cancellation = TestContext.Current.CancellationToken;

        using var operators = await http.GetAsync(new Uri(scene.Gateway.OperatorAddress, path), cancellation);
        using var clients = await http.GetAsync(new Uri(scene.Gateway.Address, path), cancellation);
        using var devious = await http.GetAsync(new Uri($"http://{scene.Gateway.Address.Authority}/{path}"), cancellation);

        Assert.Equal(HttpStatusCode.OK, operators.StatusCode);
        Assert.Contains("default-src 'self'", operators.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, clients.StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, devious.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.AskAsync(HttpMethod.Get, "/admin")).Status);
    }

    [Fact]
    public async Task A_look_that_is_repeated_is_one_line_of_the_log_and_whatever_changes_something_is_always_one()
    {
        await using var scene = await AdminScene.StartAsync("--Admin:Tokens:ada", Token);
        for (var time = 0; time < 3; time++)
        {
            await scene.AskAsync(HttpMethod.Get, "/admin/partitions", Token);
            await scene.AskAsync(HttpMethod.Post, "/admin/drain", Token);
        }

        await scene.AskAsync(HttpMethod.Get, "/admin/sessions", Token);
        await scene.LoggedAsync("the last of them", line => line.Contains("GET /admin/sessions", StringComparison.Ordinal));

        Assert.Equal(1, Count(scene, "GET /admin/partitions"));
        Assert.Equal(3, Count(scene, "POST /admin/drain"));
    }

    private static int Count(AdminScene scene, string call) => scene.Log.Lines.Count(line =>
        line.Level == LogLevel.Information && line.Text.Contains(call, StringComparison.Ordinal));
}
