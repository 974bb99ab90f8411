using System.Text.Json.Nodes;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>A gateway whose market is fed by hand, and the clients that a test connects to it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<WireClient> _clients = [];

    private Scene(MarketHarness gateway, bool remembers)
    {
        Gateway = gateway;
        Feed = new HandFeed(gateway, remembers);
    }

    public MarketHarness Gateway { get; }

    public HandFeed Feed { get; }

    public static async Task<Scene> StartAsync(params string[] settings) =>
        new(await MarketHarness.StartAsync(settings), remembers: true);

    public static async Task<Scene> StartForLongAsync(params string[] settings) =>
        new(await MarketHarness.StartAsync(settings), remembers: false);

    public async Task<WireClient> ConnectAsync(WireClientOptions? options = null)
    {
        var client = await WireClient.ConnectAsync(Gateway.StreamAddress, options);
        _clients.Add(client);
        return client;
    }

    /// <summary>Waits until a client holds everything as it must.</summary>
    public Task HoldsTheTruthAsync(WireClient client) => HoldsTheTruthAsync(client, _ => true);

    public async Task HoldsTheTruthAsync(WireClient client, Func<WireStream, bool> concerns)
    {
        string? wrong = null;
        try
        {
            await Eventually.IsTrueAsync("the client holds the truth", () =>
                (wrong = client.Look(streams => streams.Values.Where(concerns)
                    .Select(stream => Truth.WhatIsWrong(Gateway.Market, stream)).FirstOrDefault(text => text is not null))) is null);
        }
        catch (TimeoutException)
        {
            Assert.Fail(wrong ?? "the client does not hold the truth");
        }

        Assert.Empty(client.Violations);
    }

    /// <summary>Asserts that every account of a client adds up.</summary>
    public void AccountsAddUp(WireClient client) => Assert.Empty(client.Look(streams => streams.Values
        .Select(stream => Truth.WhatIsWrongWithAccount(Feed, stream)).Where(text => text is not null).ToList()));

    /// <summary>Waits until every update that was offered is accounted for; some may still wait.</summary>
    public async Task DeliveryClosesAsync()
    {
        var delivery = Gateway.Market.Delivery;
        await Eventually.IsTrueAsync(
            "offered = delivered + merged + abandoned + waiting",
            () => delivery.Offered == delivery.Delivered + delivery.Merged + delivery.Abandoned + Gateway.Market.CountWaiting());
        Assert.True(delivery.Offered > 0);
    }

    /// <summary>Waits until the last session is gone.</summary>
    public Task IsEmptyAsync() => Eventually.IsTrueAsync("no session is left", () => Gateway.Hub.Count == 0);

    public static IEnumerable<string> Symbols(JsonNode answer) =>
        answer["streams"]!.AsArray().Select(entry => (string)entry!["symbol"]!).Order(StringComparer.Ordinal);

    public static IEnumerable<(string Of, string Code)> Errors(JsonNode answer) => answer["errors"]!.AsArray()
        .Select(error => ((error!["symbol"] ?? error["stream"])!.ToString(), (string)error["code"]!));

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Gateway.DisposeAsync();
    }
}
