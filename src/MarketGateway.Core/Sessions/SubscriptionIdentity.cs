using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>
/// What makes two subscriptions of a session the same to its client: what they show, not how often.
/// </summary>
internal readonly record struct SubscriptionIdentity(
    string Symbol, Channel Channel, int Depth, int Grouping, QuoteFields Fields, long MinTradeSize)
{
    public static SubscriptionIdentity Of(string symbol, StreamParameters parameters) => new(
        symbol, parameters.Channel, parameters.Depth, parameters.Grouping, parameters.Fields, parameters.MinTradeSize);

    public static SubscriptionIdentity Of(Subscription held) => Of(held.Stream.Symbol.Symbol, held.Parameters);
}
