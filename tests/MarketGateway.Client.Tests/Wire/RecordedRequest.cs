using System.Globalization;

namespace MarketGateway.Client.Tests.Wire;

/// <summary>What a recorded <c>subscribe</c> or <c>snapshot</c> asks for, as the client would ask for it.</summary>
internal static class RecordedRequest
{
    public static MarketSubscription SubscriptionOf(WireMap message)
    {
        var symbols = Texts(message, "symbols");
        var options = OptionsOf(message);
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

    private static SubscriptionOptions OptionsOf(WireMap message) => new()
    {
        Depth = (int)Integer(message, "depth"),
        Interval = TimeSpan.FromMilliseconds(Integer(message, "intervalMs")),
        History = (int)Integer(message, "history"),
        Grouping = (int)Integer(message, "grouping"),
        Fields = Texts(message, "fields").Aggregate(
            QuoteFields.None, static (set, name) => set | Enum.Parse<QuoteFields>(name, ignoreCase: true)),
        MinPriceMove = (int)Integer(message, "minPriceMove"),
        MinTradeSize = Integer(message, "minTradeSize"),
        Filter = message.MapOrNull("filter") is { } filter
            ? new SymbolFilter
            {
                Venues = Texts(filter, "venue"),
                AssetClasses = Texts(filter, "assetClass"),
                Currencies = Texts(filter, "currency"),
                Attributes = (filter.MapOrNull("attributes") ?? []).Keys.ToDictionary(
                    static name => name, name => (IReadOnlyList<string>)Texts(filter.MapOrNull("attributes")!, name)),
                ExpiryFrom = Day(filter.MapOrNull("expiry"), "from"),
                ExpiryTo = Day(filter.MapOrNull("expiry"), "to"),
            }
            : new SymbolFilter(),
    };

    private static long Integer(WireMap message, string key) => message.IntegerOrNull(key) ?? 0;

    private static DateOnly? Day(WireMap? range, string key) => range?.GetValueOrDefault(key) is string day
        ? DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture)
        : null;

    private static string[] Texts(WireMap message, string key) =>
        message.TryGetValue(key, out var items) ? [.. ((List<object?>)items!).Cast<string>()] : [];
}
