using System.Net;
using MarketGateway.Admin;
using MarketGateway.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Admin;

/// <summary>Who may look inside, from where, and what is written down of it.</summary>
public sealed class AdminAccessTests
{
    private const string Token = "a-token-of-more-than-thirty-two-characters";

    private static readonly string[] WithToken = ["--Admin:Tokens:night-desk", Token];

    [Theory]
    [InlineData("/admin")]
    [InlineData("/admin/")]
    [InlineData("/Admin/sessions")]
    [InlineData("/%61dmin/settings")]
    [InlineData("/admin/what/ever")]
    public async Task No_path_below_admin_answers_on_the_clients_port(string path)
    {
        await using var scene = await AdminScene.StartAsync();
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(scene.Gateway.Address, path), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_token_it_answers_where_only_this_machine_can_ask()
    {
        await using var scene = await AdminScene.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await scene.AskAsync(HttpMethod.Get, "/admin")).Status);
    }

    [Fact]
    public async Task Without_a_token_it_is_closed_where_others_can_ask_and_metrics_are_told_all_the_same()
    {
        await using var scene = await AdminScene.StartAsync("--Metrics:Url", "http://*:0");

        var (status, text) = await scene.AskAsync(HttpMethod.Get, "/admin/sessions");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("\"admin_closed\"", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await scene.AskAsync(HttpMethod.Get, "/metrics")).Status);
    }

    [Fact]
    public async Task With_tokens_it_takes_no_other_and_no_absent_one_even_from_this_machine()
    {
        await using var scene = await AdminScene.StartAsync(WithToken);

        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.AskAsync(HttpMethod.Get, "/admin/sessions")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await scene.AskAsync(HttpMethod.Post, "/admin/drain", Token + "x")).Status);
        Assert.Equal(HttpStatusCode.OK, (await scene.AskAsync(HttpMethod.Get, "/admin/sessions", Token)).Status);
        Assert.False(scene.Gateway.Hub.IsDraining);
    }

    [Fact]
    public async Task No_page_in_an_operators_browser_can_intervene()
    {
        await using var scene = await AdminScene.StartAsync();

        var (status, text) = await scene.AskAsync(HttpMethod.Post, "/admin/drain", origin: "https://elsewhere.test");

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("origin_not_allowed", text, StringComparison.Ordinal);
        Assert.False(scene.Gateway.Hub.IsDraining);
    }

    [Fact]
    public async Task Each_call_is_written_to_the_log_with_who_made_it_and_what_came_of_it()
    {
        await using var scene = await AdminScene.StartAsync(WithToken);

        await scene.AskAsync(HttpMethod.Get, "/admin/sessions/%0aff?x=%0a1", Token);
        await scene.AskAsync(HttpMethod.Get, "/admin/settings");

        var call = await scene.LoggedAsync("the call", text => text.StartsWith("Operator night-desk at 127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(": GET /admin/sessions/%0Aff?x=%0a1 answered 400", call, StringComparison.Ordinal);
        await scene.LoggedAsync("the refusal", text => text.StartsWith("Refused 127.0.0.1:", StringComparison.Ordinal)
            && text.EndsWith("GET /admin/settings, no token of an operator was shown", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_are_shown_as_they_took_effect_and_no_secret_is()
    {
        await using var scene = await AdminScene.StartAsync(
            [.. WithToken, "--Sessions:StallLimit", "00:00:12", "--Kafka:Properties:sasl.password", "hunter2-hunter2",
                "--Kafka:Properties:client.rack", "rack-9", "--Kestrel:Certificates:Other:Password", "hunter3-hunter3"]);

        var (_, text) = await scene.AskAsync(HttpMethod.Get, "/admin/settings", Token);

        Assert.Contains("\"Sessions:StallLimit\":\"00:00:12\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Sessions:LaggingAfter\":\"00:00:01\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Kafka:Properties:client.rack\":\"rack-9\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Kafka:Properties:sasl.password\":\"(hidden)\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Admin:Tokens:night-desk\":\"(hidden)\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_can_be_guessed_stops_the_start()
    {
        var wrong = Assert.Throws<SettingsException>(
            () => GatewayApplication.Build(["--Admin:Tokens:me", "short"]));

        Assert.StartsWith("Admin:Tokens:me has 5 characters; it must have at least 32", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_of_the_log_is_set_while_it_runs()
    {
        await using var scene = await AdminScene.StartAsync("--Logging:LogLevel:MarketGateway", "Warning");

        var (status, text) = await scene.AskAsync(
            HttpMethod.Put, "/admin/logging", body: """{"category": "MarketGateway.WebSockets", "level": "debug", "minutes": 5}""");

        Assert.Equal((HttpStatusCode.OK, 0), (status, AdminDocument.Complaints("logging", text).Count));
        await using var client = await scene.SubscribeAsync();
        await scene.LoggedAsync("a session", line => line.StartsWith("Session 1 opened", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"category": "Default", "level": "loud"}""")]
    [InlineData("""{"category": "MarketGateway.Admin", "level": "None"}""")]
    [InlineData("""{"category": "marketgateway.admin.AdminGate", "level": "None"}""")]
    [InlineData("""{"category": "Default", "level": "Debug", "minutes": 0}""")]
    [InlineData("""{"category": "Default", "levels": "Debug"}""")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task A_level_that_is_none_or_would_hide_what_operators_do_is_refused(string body)
    {
        await using var scene = await AdminScene.StartAsync();

        var (status, _) = await scene.AskAsync(HttpMethod.Put, "/admin/logging", body: body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
    }

    [Fact]
    public async Task What_operators_do_is_written_down_whatever_the_levels_are()
    {
        await using var scene = await AdminScene.StartAsync(
            "--Logging:LogLevel:MarketGateway", "None", "--Logging:LogLevel:MarketGateway.Admin", "None");
        await scene.AskAsync(HttpMethod.Put, "/admin/logging", body: """{"category": "Default", "level": "None"}""");

        await scene.AskAsync(HttpMethod.Get, "/admin/drain");

        await scene.LoggedAsync("the call", line => line.Contains("GET /admin/drain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_level_ends_by_itself()
    {
        var time = new FakeTimeProvider();
        using var levels = new LogLevelOverrides();
        var reloads = 0;
        ChangeToken.OnChange(levels.GetReloadToken, () => reloads++);
        levels.Set("MarketGateway.Kafka", LogLevel.Debug, TimeSpan.FromMinutes(5), time);
        Assert.True(levels.TryGet("Logging:LogLevel:MarketGateway.Kafka", out var level));
        Assert.Equal(("Debug", 1), (level, reloads));

        time.Advance(TimeSpan.FromMinutes(5));

        Assert.False(levels.TryGet("Logging:LogLevel:MarketGateway.Kafka", out _));
        Assert.Empty(levels.Current);
        Assert.Equal(2, reloads);
    }
}
