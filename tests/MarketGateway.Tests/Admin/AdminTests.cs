using System.Net;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Kafka;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Admin;

/// <summary>What operators are shown, and what they can do, against the document that says so.</summary>
public sealed class AdminTests(KafkaFixture kafka)
{
    [Fact]
    public async Task Each_call_stands_in_the_document_and_no_other()
    {
        await using var scene = await AdminScene.StartAsync();

        var mapped = scene.Gateway.Routes.Where(route => route.Pattern.StartsWith("/admin", StringComparison.Ordinal))
            .SelectMany(route => route.Methods.Select(method => $"{method} {route.Pattern.Replace("{**", "{", StringComparison.Ordinal).TrimEnd('/')}"));

        Assert.Equal(AdminDocument.Calls.Order(StringComparer.Ordinal), mapped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_session_is_shown_with_each_of_its_streams()
    {
        await using var scene = await AdminScene.StartAsync();
        await using var client = await scene.SubscribeAsync();
        await client.HasAsync("its book", message => message is JsonArray);

        var (_, list) = await scene.AskAsync(HttpMethod.Get, "/admin/sessions?sort=age&filter=DESK");
        Assert.Empty(AdminDocument.Complaints("sessions", list));
        var row = JsonNode.Parse(list)!["sessions"]![0]!;
        Assert.Equal(("desk 7", "anonymous"), ((string)row["client"]!, (string)row["principal"]!));
        Assert.StartsWith("127.0.0.1:", (string)row["address"]!, StringComparison.Ordinal);

        var (_, text) = await scene.AskAsync(HttpMethod.Get, $"/admin/sessions/{row["id"]}");
        Assert.Empty(AdminDocument.Complaints("session", text));
        var stream = Assert.Single(JsonNode.Parse(text)!["streams"]!.AsArray())!;
        Assert.Equal((AdminScene.Symbol, "book", 5), ((string)stream["symbol"]!, (string)stream["channel"]!, (int)stream["depth"]!));
        Assert.Equal((long)stream["newestVersion"]!, (long)stream["version"]!);
        Assert.Equal(0, (long)stream["behind"]!);
    }

    [Theory]
    [InlineData("true", 4004)]
    [InlineData("false", 4505)]
    public async Task A_session_that_an_operator_ends_is_told_why_and_whether_to_come_again(string reconnect, int code)
    {
        await using var scene = await AdminScene.StartAsync();
        await using var client = await scene.SubscribeAsync();
        var id = (string)(await scene.GetAsync("/admin/sessions"))["sessions"]![0]!["id"]!;

        var (status, text) = await scene.AskAsync(
            HttpMethod.Delete, $"/admin/sessions/{id}?reason=floods%20us&reconnect={reconnect}");
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Empty(AdminDocument.Complaints("ended", text));
        Assert.Equal((code, "ended by an operator: floods us"), client.Closed);
        await scene.LoggedAsync("who did it", line => line.Contains($"DELETE /admin/sessions/{id}", StringComparison.Ordinal)
            && line.Contains("(principal 'anonymous' at 127.0.0.1:", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await scene.AskAsync(HttpMethod.Get, $"/admin/sessions/{id}")).Status);
    }

    [Fact]
    public async Task Sessions_come_in_the_order_that_was_asked_for_and_no_more_than_were_asked_for()
    {
        await using var scene = await AdminScene.StartAsync();
        await using var first = await scene.SubscribeAsync();
        await using var second = await WireClient.ConnectAsync(scene.Gateway.StreamAddress);
        await second.RequestAsync(new { op = "hello", client = "other" });

        var oldest = await scene.GetAsync("/admin/sessions?sort=age&limit=1");
        Assert.Equal((2, 2, 1), ((int)oldest["total"]!, (int)oldest["matched"]!, oldest["sessions"]!.AsArray().Count));
        Assert.Equal("desk 7", (string)oldest["sessions"]![0]!["client"]!);
        var other = await scene.GetAsync("/admin/sessions?filter=other");
        Assert.Equal(1, (int)other["matched"]!);
        Assert.Equal(HttpStatusCode.BadRequest, (await scene.AskAsync(HttpMethod.Get, "/admin/sessions?sort=name")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await scene.AskAsync(HttpMethod.Get, "/admin/sessions?limit=1001")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await scene.AskAsync(HttpMethod.Get, "/admin/sessions?order=age")).Status);
    }

    [Fact]
    public async Task A_gapped_symbol_is_found_with_why_and_since_when()
    {
        await using var scene = await AdminScene.StartAsync();
        await using var client = await scene.SubscribeAsync();
        scene.Gateway.Apply(FeedTopic.Books, AdminScene.Symbol, FeedUpdates.Delta(9));

        var (_, list) = await scene.AskAsync(HttpMethod.Get, "/admin/symbols?state=gapped");
        var (_, text) = await scene.AskAsync(HttpMethod.Get, $"/admin/symbols/{AdminScene.Symbol}");

        Assert.Empty(AdminDocument.Complaints("symbols", list));
        Assert.Empty(AdminDocument.Complaints("symbol", text));
        var found = JsonNode.Parse(list)!;
        Assert.Equal((1, 1), ((int)found["matched"]!, (int)found["counts"]!["books"]!["gapped"]!));
        var books = JsonNode.Parse(text)!["books"]!;
        Assert.Equal(("gapped", "sequence_gap", 9), ((string)books["state"]!, (string)books["reason"]!, (int)books["sequence"]!));
        Assert.Equal(1, (int)books["streams"]![0]!["followers"]!);
        Assert.Equal(0, (int)(await scene.GetAsync("/admin/symbols?state=stale"))["matched"]!);
        Assert.Equal(HttpStatusCode.NotFound, (await scene.AskAsync(HttpMethod.Get, "/admin/symbols/NONE")).Status);
    }

    [Fact]
    public async Task A_drain_sends_all_away_and_the_process_goes_on_to_be_asked()
    {
        await using var scene = await AdminScene.StartAsync();
        await using var client = await scene.SubscribeAsync();

        var (status, text) = await scene.AskAsync(HttpMethod.Post, "/admin/drain");
        await client.Ended.WaitAsync(Eventually.Patience, TimeProvider.System);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Empty(AdminDocument.Complaints("drain", text));
        Assert.Equal(1001, client.Closed?.Code);
        Assert.True((bool)(await scene.GetAsync("/admin/drain"))["draining"]!);
        Assert.Equal("draining", (string)(await scene.GetAsync("/admin"))["status"]!);
        Assert.Equal(HttpStatusCode.Accepted, (await scene.AskAsync(HttpMethod.Post, "/admin/drain")).Status);
    }

    [Fact]
    public async Task A_record_that_was_skipped_is_shown_with_where_it_lies_and_how_it_begins()
    {
        KafkaTopicNames topics = await kafka.CreateTopicsAsync(1);
        await using RunningGateway gateway = await RunningGateway.StartAsync(
            kafka.BootstrapServers, topics, "--Metrics:Url", "http://127.0.0.1:0");
        await gateway.Feed.WhenReady;
        await kafka.Publisher.PublishBytesAsync(topics.Books, "ESH4"u8.ToArray(), [0xC1, 0x02, 0x03]);
        using var http = new HttpClient { BaseAddress = gateway.MetricsAddress };
        string text = "";
        await Eventually.IsTrueAsync("it was skipped", async () =>
            (text = await http.GetStringAsync(new Uri("/admin/skipped", UriKind.Relative))).Contains("ESH4", StringComparison.Ordinal));

        Assert.Empty(AdminDocument.Complaints("skipped", text));
        Assert.Contains($"\"topic\":\"{topics.Books}\",\"partition\":0,\"offset\":0,\"key\":\"ESH4\"", text, StringComparison.Ordinal);
        Assert.Contains("\"valueHead\":\"c10203\",\"valueLength\":3", text, StringComparison.Ordinal);
        Assert.Empty(AdminDocument.Complaints("partitions", await http.GetStringAsync(new Uri("/admin/partitions", UriKind.Relative))));
        Assert.Empty(AdminDocument.Complaints("settings", await http.GetStringAsync(new Uri("/admin/settings", UriKind.Relative))));
        string summary = await http.GetStringAsync(new Uri("/admin", UriKind.Relative));
        Assert.Empty(AdminDocument.Complaints("summary", summary));
        Assert.Contains("\"source\":\"kafka\"", summary, StringComparison.Ordinal);
        Assert.StartsWith("# What operators", await http.GetStringAsync(new Uri("/admin/openapi.yaml", UriKind.Relative)), StringComparison.Ordinal);
    }
}
