namespace MarketGateway.Client.Tests.Wire;

/// <summary>Makes the subscription from which the client must write a recorded request.</summary>
internal static class RequestedSubscription
{
    public static MarketSubscription Read(WireMap message)
    {
        var symbols = Texts(message, "symbols");
        var options = new SubscriptionOptions
        {
            Depth = Integer(message, "depth"),
            Grouping = Integer(message, "grouping"),
            Interval = TimeSpan.FromMilliseconds(Integer(message, "intervalMs")),
            Fields = Texts(message, "fields").Aggregate(
                QuoteFields.None, static (all, name) => all | Enum.Parse<QuoteFields>(name, ignoreCase: true)),
            MinPriceMove = Integer(message, "minPriceMove"),
            History = Integer(message, "history"),
            MinTradeSize = Integer(message, "minTradeSize"),
            Filter = message.MapOrNull("filter") is not { } filter ? new() : new()
            {
                Venues = Texts(filter, "venue"),
                AssetClasses = Texts(filter, "assetClass"),
                Currencies = Texts(filter, "currency"),
            },
        };
        return message.Text("channel") switch
        {
            "book" => new MarketSubscription<ClientBook>(
                MarketChannel.Book, symbols, options, static symbol => new ClientBook(symbol)),
            "quote" => new MarketSubscription<ClientQuote>(
                MarketChannel.Quote, symbols, options, static symbol => new ClientQuote(symbol)),
            _ => new MarketSubscription<ClientTrades>(
                MarketChannel.Trade, symbols, options, static symbol => new ClientTrades(symbol, 100)),
        };
    }

    private static int Integer(WireMap map, string key) => (int)(map.IntegerOrNull(key) ?? 0);

    private static string[] Texts(WireMap map, string key) =>
        map.TryGetValue(key, out var value) ? ((List<object?>)value!).Cast<string>().ToArray() : [];
}
