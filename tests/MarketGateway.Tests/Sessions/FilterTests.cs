using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>What a subscription shows and what it leaves out, over real WebSockets.</summary>
public sealed class FilterTests
{
    [Fact]
    public async Task Patterns_and_attributes_choose_symbols_and_go_on_choosing_among_those_that_appear_later()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("ESH4", venue: "XCME");
        scene.Feed.Define("NQH4", venue: "XCME", currency: "EUR");
        scene.Feed.Define("FDAX", venue: "XEUR", currency: "EUR");
        scene.Feed.Define("ES.OPT", venue: "XCME", assetClass: "option");
        var client = await scene.ConnectAsync();
        var answer = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "*" },
            filter = new { venue = new[] { "XCME", "XNYM" }, assetClass = new[] { "future" }, currency = new[] { "USD", "EUR" } },
        });
        Assert.Equal(["ESH4", "NQH4"], Scene.Symbols(answer));
        Assert.Equal(2, (int)answer["patterns"]![0]!["matched"]!);

        scene.Feed.Define("GCZ4", venue: "XNYM");
        scene.Feed.Define("GC.OPT", venue: "XNYM", assetClass: "option");
        scene.Feed.Define("GCJPY", venue: "XNYM", currency: "JPY");
        scene.Feed.Define("LAST", venue: "XCME");
        var id = (long)answer["id"]!;
        await client.HasAsync("of LAST", message => IsSubscribed(message, id, "LAST"));
        scene.Feed.Quote("GCZ4", 10, 11);
        await scene.HoldsTheTruthAsync(client, stream => stream.Symbol == "GCZ4");
        Assert.Equal(["ESH4", "GCZ4", "LAST", "NQH4"], client.Streams.Select(stream => stream.Symbol).Order());
    }

    [Fact]
    public async Task Attributes_that_arrive_after_the_first_record_let_a_filter_catch_the_symbol()
    {
        await using var scene = await Scene.StartAsync();
        var client = await scene.ConnectAsync();
        var answer = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "*" },
            filter = new { venue = new[] { "XCME" } },
        });
        Assert.Empty(Scene.Symbols(answer));

        scene.Feed.Quote("ESH4", 10, 11);
        scene.Feed.Quote("OTHER", 10, 11);
        await client.RequestAsync(new { op = "ping" });
        Assert.Empty(client.Streams);

        scene.Feed.Define("OTHER", venue: "XEUR");
        scene.Feed.Define("ESH4", venue: "XCME");
        await client.HasAsync("of ESH4", message => IsSubscribed(message, (long)answer["id"]!, "ESH4"));
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal("ESH4", Assert.Single(client.Streams).Symbol);
    }

    [Fact]
    public async Task A_named_symbol_that_the_filter_excludes_is_refused_and_the_rest_is_not()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("ESH4", venue: "XCME");
        scene.Feed.Define("FDAX", venue: "XEUR");
        var client = await scene.ConnectAsync();
        var answer = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "book",
            symbols = new[] { "FDAX", "ESH4" },
            filter = new { venue = new[] { "XCME" } },
        });
        Assert.Equal(["ESH4"], Scene.Symbols(answer));
        Assert.Equal([("FDAX", "filtered_out")], Scene.Errors(answer));
        Assert.Contains("filter", (string)answer["errors"]![0]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_fields_asked_for_come_and_only_when_one_of_them_changes()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Quote("A", 100, 110);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "hello", heartbeatMs = 30_000 });
        await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "A" },
            fields = new[] { "bidPrice", "lastPrice" },
        });
        await scene.HoldsTheTruthAsync(client);
        var held = client.Quote("A");
        Assert.Equal(1 | 16, (int)held.Entry["fields"]!);
        Assert.Equal([100, null], new[] { held.Fields[0], held.Fields[2] });

        for (var ask = 111; ask < 120; ask++)
        {
            scene.Feed.Quote("A", 100, ask);
        }

        await client.RequestAsync(new { op = "ping" });
        Assert.Equal(0, held.Applied[4]);
        scene.Feed.Trade("A", 105);
        await scene.HoldsTheTruthAsync(client);
        Assert.Equal((105, 10), (held.Fields[4], held.Account));
    }

    [Fact]
    public async Task A_grouped_book_sums_outwards_and_comes_as_deltas_with_checksums()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A", tickSize: 5);
        scene.Feed.Snapshot("A", levels: 40);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" }, grouping = 2, depth = 3 });
        await scene.HoldsTheTruthAsync(client);
        var held = client.Book("A");
        Assert.Equal([9990, 9980, 9970], held.Bids.Keys);
        Assert.Equal([10010, 10020, 10030], held.Asks.Keys);
        Assert.Equal(55, held.Bids[9990]);

        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            scene.Feed.RandomDelta("A", random, levels: 3, prices: 60);
            await Task.Yield();
        }

        await scene.HoldsTheTruthAsync(client);
        Assert.True(held.Applied[2] > 0, "deltas came");
        Assert.Equal(1, held.Applied[1]);
        Assert.Equal(300, held.Account);
    }

    [Fact]
    public async Task A_price_step_that_is_defined_later_counts_for_those_who_group_from_then_on()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Snapshot("A", levels: 40);
        var early = await scene.ConnectAsync();
        await early.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" }, grouping = 2 });
        await scene.HoldsTheTruthAsync(early);

        scene.Feed.Define("A", tickSize: 5);
        scene.Feed.Delta("A", 7, 70, 70);
        var late = await scene.ConnectAsync();
        await late.RequestAsync(new { op = "subscribe", channel = "book", symbols = new[] { "A" }, grouping = 2 });
        await scene.HoldsTheTruthAsync(late);
        Assert.Equal(9990, late.Book("A").Bids.Keys.First());
    }

    [Fact]
    public async Task Small_trades_are_left_out_and_counted_all_the_same()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A");
        scene.Feed.Trade("A", 100);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        await client.RequestAsync(new { op = "subscribe", channel = "trade", symbols = new[] { "A" }, minTradeSize = 10 });
        await scene.HoldsTheTruthAsync(client);
        for (var size = 1; size <= 20; size++)
        {
            scene.Feed.Trade("A", 100 + size, size);
        }

        scene.Feed.Trade("A", 99, 1);
        await scene.HoldsTheTruthAsync(client);
        var held = client.Trade("A");
        Assert.Equal(Enumerable.Range(10, 11).Select(size => (long)size), held.Trades.Select(trade => (long)trade[3]!));
        Assert.Equal(21, held.Account);
    }

    [Fact]
    public async Task A_quote_comes_only_when_a_price_has_moved_far_enough_since_the_client_saw_it()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("A", tickSize: 5);
        scene.Feed.Quote("A", 100, 200);
        var client = await scene.ConnectAsync();
        await client.RequestAsync(new { op = "hello", heartbeatMs = 250 });
        await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "A" },
            minPriceMove = 2,
            fields = new[] { "bidPrice" },
        });
        await scene.HoldsTheTruthAsync(client);
        scene.Feed.Quote("A", 109, 300);
        scene.Feed.Quote("A", 91, 400);
        await client.HasAsync("two heartbeats", _ => client.Told("heartbeat").Count >= 2);
        Assert.Equal((100, 0), (client.Quote("A").Fields[0], client.Quote("A").Applied[4]));

        scene.Feed.Quote("A", 110, 300);
        await client.HasAsync("the move", _ => client.Quote("A").Fields[0] == 110);
        scene.Feed.Quote("A", 0, 300, bidSize: 0);
        await client.HasAsync("that the bid is gone", _ => client.Quote("A").Fields[0] is null);
        scene.AccountsAddUp(client);
    }

    [Fact]
    public async Task Filters_go_together_on_one_subscription()
    {
        await using var scene = await Scene.StartAsync();
        foreach (var (symbol, venue) in new[] { ("ESH4", "XCME"), ("ESM4", "XCME"), ("ESX", "XEUR"), ("NQ", "XCME") })
        {
            scene.Feed.Define(symbol, venue, tickSize: 2);
            scene.Feed.Snapshot(symbol, levels: 30);
            scene.Feed.Quote(symbol, 100, 102);
        }

        var client = await scene.ConnectAsync(new WireClientOptions { IsJson = true });
        var filter = new { venue = new[] { "XCME" } };
        await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "book",
            symbols = new[] { "ES*" },
            filter,
            depth = 4,
            grouping = 3,
            intervalMs = 20,
        });
        await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "ES*", "NQ" },
            filter,
            minPriceMove = 3,
            fields = new[] { "bidPrice", "askPrice", "volume" },
            intervalMs = 10,
        });
        var random = new Random(2);
        for (var i = 0; i < 400; i++)
        {
            scene.Feed.Random(new[] { "ESH4", "ESM4", "ESX", "NQ" }[random.Next(4)], random);
            await Task.Yield();
        }

        await scene.HoldsTheTruthAsync(client);
        scene.AccountsAddUp(client);
        Assert.Equal(5, client.Streams.Count);
    }

    [Fact]
    public async Task An_impossible_combination_is_refused_per_symbol_with_a_code_and_a_sentence()
    {
        await using var scene = await Scene.StartAsync();
        scene.Feed.Define("FINE", tickSize: 1);
        scene.Feed.Define("COARSE", tickSize: 1L << 40);
        var client = await scene.ConnectAsync();
        var grouped = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "book",
            symbols = new[] { "FINE", "COARSE" },
            grouping = 1 << 20,
        });
        Assert.Equal(["FINE"], Scene.Symbols(grouped));
        Assert.Equal([("COARSE", "bad_combination")], Scene.Errors(grouped));
        Assert.Contains("2^53", (string)grouped["errors"]![0]!["message"]!, StringComparison.Ordinal);

        var quoted = await client.RequestAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "FINE" },
            minPriceMove = 1,
            fields = new[] { "volume" },
        });
        Assert.Equal([("FINE", "bad_combination")], Scene.Errors(quoted));
        var foreign = await client.AskAsync(new
        {
            op = "subscribe",
            channel = "quote",
            symbols = new[] { "FINE" },
            depth = 3,
        });
        Assert.Equal("unknown_field", (string)foreign["code"]!);
        Assert.Contains("'depth' belongs to channel 'book'", (string)foreign["message"]!, StringComparison.Ordinal);
    }

    private static bool IsSubscribed(System.Text.Json.Nodes.JsonNode message, long id, string symbol) =>
        message is System.Text.Json.Nodes.JsonObject && (string?)message["op"] == "subscribed" && (long?)message["id"] == id &&
        Scene.Symbols(message).Contains(symbol);
}
