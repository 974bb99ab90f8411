using System.Text.Json.Nodes;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>Compares what a stream holds with what a vector says that it must hold.</summary>
internal static class StateAssert
{
    public static void Holds(JsonNode expected, ClientStream stream)
    {
        var at = $"{stream.Channel} {stream.Symbol}";
        Assert.Equal((at, (long?)expected["version"]), (at, stream.Version));
        if (expected["state"] is { } state)
        {
            Assert.Equal((string)state!, stream.State.ToString().ToLowerInvariant());
            Assert.Equal((string)expected["reason"]!, stream.Reason);
        }

        if (expected["version"] is null)
        {
            return;
        }

        var integrity = stream.Integrity;
        var account = integrity.IsAccountComplete ? integrity.MergedTotal : (long?)null;
        Assert.Equal((at, (long?)expected["account"]), (at, account));
        switch (stream)
        {
            case ClientBook book:
                Holds(expected, book.View());
                break;
            case ClientQuote quote:
                Holds(expected, quote);
                break;
            case ClientTrades trades:
                Holds(expected, trades);
                break;
        }
    }

    private static void Holds(JsonNode expected, BookView view)
    {
        var hasOrders = StreamBuilder.HasOrders(expected);
        Assert.Equal(Vectors.Text(expected["bids"]), Vectors.Text(Vectors.ToLevels(view.Bids, hasOrders)));
        Assert.Equal(Vectors.Text(expected["asks"]), Vectors.Text(Vectors.ToLevels(view.Asks, hasOrders)));
        Assert.Equal((uint)expected["checksum"]!, view.Checksum);
    }

    private static void Holds(JsonNode expected, ClientQuote quote)
    {
        foreach (var (name, value) in expected["fields"]!.AsObject())
        {
            Assert.Equal((name, (long?)value), (name, quote[Enum.Parse<QuoteFields>(name, ignoreCase: true)]));
        }

        Assert.Equal((uint)expected["checksum"]!, quote.View().Checksum);
    }

    private static void Holds(JsonNode expected, ClientTrades trades)
    {
        var held = new JsonArray(trades.Recent().Select(static JsonNode? (trade) => Vectors.ToArray(trade)).ToArray());
        Assert.Equal(Vectors.Text(expected["trades"]), Vectors.Text(held));
        if (expected["rollUps"]!.AsArray() is { Count: > 0 } rollups)
        {
            var last = rollups[^1]!;
            Assert.Equal(
                new TradeRollup(
                    (long?)last["volume"], (long?)last["vwap"], (long?)last["high"], (long?)last["low"],
                    (long?)last["firstVersion"], (long?)last["cancels"], (long?)last["corrections"]),
                trades.LastRollup);
        }
    }
}
