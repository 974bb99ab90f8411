using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MarketGateway.Core.Feed;
using MarketGateway.Testing;

namespace MarketGateway.Tests.Http;

/// <summary>The same state by plain HTTP and as server-sent events.</summary>
public sealed class HttpTests
{
    private const string Symbol = "ESH4";

    [Fact]
    public async Task A_snapshot_shows_the_book_down_to_the_depth_asked_for()
    {
        await using var gateway = await StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var book = (await http.GetFromJsonAsync<JsonObject>($"/v1/snapshot/book/{Symbol}?depth=2"))!;

        Assert.Equal("[[475000,1],[474975,2]]", book["bids"]!.ToJsonString());
        Assert.Equal("[[475025,1],[475050,2]]", book["asks"]!.ToJsonString());
        Assert.Equal("live", (string)book["state"]!);
        Assert.Equal(2, (long)book["version"]!);
    }

    [Fact]
    public async Task Instruments_are_listed_with_their_attributes()
    {
        await using var gateway = await StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var answer = (await http.GetFromJsonAsync<JsonObject>("/v1/instruments"))!;

        var instrument = Assert.Single(answer["instruments"]!.AsArray())!;
        Assert.Equal(
            (Symbol, "XCME", 2, 25, true),
            ((string)instrument["symbol"]!, (string)instrument["venue"]!, (int)instrument["priceScale"]!, (int)instrument["tickSize"]!, (bool)instrument["listed"]!));
    }

    [Fact]
    public async Task What_else_is_known_of_an_instrument_is_listed()
    {
        await using var gateway = await StartAsync();
        new HandFeed(gateway, remembers: false).Define("ESH6", expiry: "2026-03-20");
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var answer = (await http.GetFromJsonAsync<JsonObject>("/v1/instruments"))!;

        var attributes = answer["instruments"]!.AsArray().Select(instrument => instrument!["attributes"]?.ToJsonString());
        Assert.Equal([null, "{\"expiry\":\"2026-03-20\"}"], attributes.Order());
    }

    [Theory]
    [InlineData("attributes.expiry=2026-0*", "ESH6")]
    [InlineData("attributes.expiry=2026-09-18,2026-03-20&venue=XTST", "ESH6")]
    [InlineData("expiry.from=2026-03-21", "ESZ6")]
    [InlineData("expiry.from=2026-03-20&expiry.to=2026-12-18", "ESH6,ESZ6")]
    [InlineData("expiry.to=2026-03-19", "")]
    [InlineData("attributes.underlying=ES", "")]
    [InlineData("venue=XCME", Symbol)]
    public async Task Instruments_can_be_asked_for_by_what_is_known_of_them(string query, string symbols)
    {
        await using var gateway = await StartAsync();
        var feed = new HandFeed(gateway, remembers: false);
        feed.Define("ESH6", expiry: "2026-03-20");
        feed.Define("ESZ6", expiry: "2026-12-18");
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var answer = (await http.GetFromJsonAsync<JsonObject>($"/v1/instruments?{query}"))!;

        var found = answer["instruments"]!.AsArray().Select(instrument => (string)instrument!["symbol"]!);
        Assert.Equal(symbols, string.Join(',', found));
    }

    [Theory]
    [InlineData("attributes.expiry=2026*")]
    [InlineData("expiry.from=2026-03-20")]
    public async Task An_event_stream_takes_the_same_filter(string query)
    {
        await using var gateway = await StartAsync();
        new HandFeed(gateway, remembers: false).Define("ESH6", expiry: "2026-03-20");
        await using var events = await EventReader.OpenAsync(gateway.Address, $"symbols=*&{query}");

        Assert.Equal("welcome", (string)(await events.NextAsync())["op"]!);
        var subscribed = await events.NextAsync();

        Assert.Equal("ESH6", (string)Assert.Single(subscribed["streams"]!.AsArray())!["symbol"]!);
    }

    [Fact]
    public async Task A_list_that_is_sent_piece_by_piece_comes_whole()
    {
        await using var gateway = await StartAsync();
        var feed = new HandFeed(gateway, remembers: false);
        for (var number = 0; number < 20_000; number++)
        {
            feed.Define($"S{number}");
        }

        using var http = new HttpClient { BaseAddress = gateway.Address };
        var whole = (await http.GetFromJsonAsync<JsonObject>("/v1/instruments"))!;
        Assert.Equal(20_001, whole["instruments"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_query_key_that_an_address_does_not_have_is_named_with_those_that_it_has()
    {
        await using var gateway = await StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };

        using var answer = await http.GetAsync(new Uri($"/v1/snapshot/book/{Symbol}?depht=2", UriKind.Relative));

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal("the query of /v1/snapshot/book has no key 'depht'; it has depth, orders", (string)problem["detail"]!);
    }

    [Theory]
    [InlineData("BTC%2FUSD", "BTC/USD")]
    [InlineData("BTC/USD", "BTC/USD")]
    [InlineData("btc%2fusd?depth=1", "btc/usd")]
    [InlineData("A%2BB%252F", "A+B%2F")]
    [InlineData("%E6%96%B0%2FUSDT%3AUSDT", "\u65b0/USDT:USDT")]
    public async Task A_symbol_with_a_slash_is_found_by_its_percent_encoded_name(string path, string symbol)
    {
        await using var gateway = await StartAsync();
        new HandFeed(gateway).Define(symbol);
        using var http = new HttpClient { BaseAddress = gateway.Address };

        var book = (await http.GetFromJsonAsync<JsonObject>($"/v1/snapshot/book/{path}"))!;

        Assert.Equal(symbol, (string)book["symbol"]!);
    }

    [Theory]
    [InlineData("/v1/snapshot/book/NONE", HttpStatusCode.NotFound, "unknown_symbol")]
    [InlineData("/v1/snapshot/depth/ESH4", HttpStatusCode.NotFound, "unknown_channel")]
    [InlineData("/v1/snapshot/book/ES%E2%80%8BH4", HttpStatusCode.BadRequest, "bad_pattern")]
    [InlineData("/v1/snapshot/book/ESH4?depth=ten", HttpStatusCode.BadRequest, "out_of_range")]
    [InlineData("/v1/snapshot/quote/ESH4?depth=1", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/snapshot/trade/ESH4?history=1", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/snapshot/book/ESH4?depht=1", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/snapshot/book/ESH4?Depth=1", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/instruments?Venue=XCME", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/instruments?expiry.from=2026-13-01", HttpStatusCode.BadRequest, "out_of_range")]
    [InlineData("/v1/instruments?expiry.from=2026-12-02&expiry.to=2026-12-01", HttpStatusCode.BadRequest, "out_of_range")]
    [InlineData("/v1/instruments?attributes.a%20b=1", HttpStatusCode.BadRequest, "out_of_range")]
    [InlineData("/v1/events", HttpStatusCode.BadRequest, "missing_field")]
    [InlineData("/v1/events?symbols=ESH4&depht=1", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/events?symbols=ESH4&op=ping", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/events?symbols=ESH4&resume=1", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/events?symbols=ESH4&filter=XCME", HttpStatusCode.BadRequest, "unknown_field")]
    [InlineData("/v1/events?symbols=ESH4&channel=book&depth=ten", HttpStatusCode.BadRequest, "wrong_type")]
    [InlineData("/v1/events?symbols=ESH4&stamps=yes", HttpStatusCode.BadRequest, "wrong_type")]
    [InlineData("/v1/stream", HttpStatusCode.UpgradeRequired, "upgrade_required")]
    [InlineData("/v1/stream?symbols=ESH4", HttpStatusCode.BadRequest, "unknown_field")]
    public async Task What_is_wrong_with_a_request_is_said_with_a_code_and_a_sentence(
        string path, HttpStatusCode status, string code)
    {
        await using var gateway = await StartAsync();
        using var http = new HttpClient { BaseAddress = gateway.Address };

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));

        var problem = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        Assert.Equal((status, code), (answer.StatusCode, (string)problem["code"]!));
        Assert.NotEmpty((string)problem["detail"]!);
    }

    [Fact]
    public async Task An_event_stream_goes_on_from_the_last_event_its_client_got()
    {
        await using var gateway = await StartAsync();
        await using var first = await EventReader.OpenAsync(gateway.Address, $"symbols={Symbol}&channel=book&depth=2");
        Assert.Equal("welcome", (string)(await first.NextAsync())["op"]!);
        Assert.Equal("snapshot", (string)(await first.NextAsync())["streams"]![0]!["start"]!);
        Assert.Equal("[1,null,2]", Head(await first.NextAsync()));
        gateway.Apply(FeedTopic.Books, Symbol, FeedUpdates.Delta(2));
        gateway.Apply(FeedTopic.Books, Symbol, Sized(FeedUpdates.Delta(3, levels: 0), 9));
        await using var second = await EventReader.OpenAsync(
            gateway.Address, $"symbols={Symbol}&channel=book&depth=2", first.LastId);

        Assert.Equal("welcome", (string)(await second.NextAsync())["op"]!);
        Assert.Equal("delta", (string)(await second.NextAsync())["streams"]![0]!["start"]!);
        var delta = await second.NextAsync();
        Assert.Equal("[2,2,6]", Head(delta));
        Assert.Equal("[474975,9]", delta[6]!.ToJsonString());
    }

    [Theory]
    [InlineData("symbols=ESZ4")]
    [InlineData("symbols=ESZ*")]
    public async Task An_event_stream_of_trades_begins_with_the_first_one_of_a_symbol_that_is_loading_or_unknown(string query)
    {
        await using var gateway = await StartAsync();
        if (!query.EndsWith('*'))
        {
            gateway.Apply(FeedTopic.Instruments, "ESZ4", FeedUpdates.Instrument());
        }

        await using var events = await EventReader.OpenAsync(gateway.Address, $"{query}&channel=trade");
        Assert.Equal("welcome", (string)(await events.NextAsync())["op"]!);
        Assert.Equal("subscribed", (string)(await events.NextAsync())["op"]!);
        for (var trade = 1; trade <= 4; trade++)
        {
            gateway.Apply(FeedTopic.Ticks, "ESZ4", Trade(sequence: trade));
        }

        var told = new List<JsonNode>();
        while (told.Sum(message => (int)message[4]!) < 4)
        {
            if (await events.NextAsync() is JsonArray data)
            {
                told.Add(data);
            }
        }

        Assert.Equal(4, told.Sum(message => message[6]!.AsArray().Count));
        await using var second = await EventReader.OpenAsync(gateway.Address, $"{query}&channel=trade", events.LastId);
        gateway.Apply(FeedTopic.Ticks, "ESZ4", Trade(sequence: 5));
        JsonNode next;
        do
        {
            next = await second.NextAsync();
        }
        while (next is not JsonArray);

        Assert.Equal((long)told[^1][3]!, (long)next[2]!);
        Assert.Equal(1, (int)next[4]!);
    }

    [Fact]
    public async Task Each_flush_of_an_event_stream_begins_with_a_stamp_where_that_is_asked_for_and_ids_stand_behind_data()
    {
        await using var gateway = await StartAsync();
        await using var events = await EventReader.OpenAsync(
            gateway.Address, $"symbols={Symbol}&channel=book&depth=2&stamps=true");
        var told = new List<JsonNode>();
        while (told.Count == 0 || told[^1] is not JsonArray { Count: > 2 })
        {
            Assert.True(events.LastId is null, "what holds no data leads nowhere");
            told.Add(await events.NextAsync());
        }

        Assert.True((bool)told.Single(message => message is JsonObject map && (string)map["op"]! == "hello")["stamps"]!);
        var stamps = told.OfType<JsonArray>().Where(message => message.Count == 2).ToList();
        Assert.NotEmpty(stamps);
        Assert.All(stamps, stamp => Assert.Equal(0, (int)stamp[0]!));
        Assert.Equal((10, (long?)told[^1][5]), (told[^1].AsArray().Count, (long?)told[^1][9]));
        Assert.NotNull(events.LastId);
    }

    [Fact]
    public async Task An_event_stream_of_another_log_begins_anew()
    {
        await using var gateway = await StartAsync();
        await using var events = await EventReader.OpenAsync(
            gateway.Address, $"symbols={Symbol}&channel=book", $"another;2:::{Symbol},");

        await events.NextAsync();
        Assert.Equal("snapshot", (string)(await events.NextAsync())["streams"]![0]!["start"]!);
        Assert.Equal("[1,null,2]", Head(await events.NextAsync()));
    }

    private static FeedUpdate Trade(long sequence)
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Trade);
        (update.PriceScale, update.Price, update.Size, update.Sequence) = (2, 475_000, 1, sequence);
        return update;
    }

    private static FeedUpdate Sized(FeedUpdate update, long size)
    {
        update.AddBid(new(474975, size));
        return update;
    }

    private static string Head(JsonNode data) => $"[{data[0]},{data[2]?.ToJsonString() ?? "null"},{data[3]}]";

    private static async Task<MarketHarness> StartAsync()
    {
        var gateway = await MarketHarness.StartAsync();
        gateway.Apply(FeedTopic.Instruments, Symbol, FeedUpdates.Instrument());
        gateway.Apply(FeedTopic.Books, Symbol, FeedUpdates.Snapshot(1));
        return gateway;
    }
}
