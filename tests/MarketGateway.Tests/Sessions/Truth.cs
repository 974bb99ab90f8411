using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Testing;
using MarketGateway.Testing.Wire;

namespace MarketGateway.Tests.Sessions;

/// <summary>
/// What a client must hold, worked out from the gateway's state and the stream's parameters by the plainest means; nothing
/// of how the gateway does it.
/// </summary>
internal static class Truth
{
    /// <summary>Says what is wrong with what a client holds; null when it is as it must be.</summary>
    public static string? WhatIsWrong(Market market, WireStream held) => held.Channel switch
    {
        "book" => WhatIsWrongWithBook(market, held),
        "quote" => WhatIsWrongWithQuote(market, held),
        _ => WhatIsWrongWithTrades(market, held),
    };

    /// <summary>
    /// Holds a stream's account against the updates that were fed, unless the gateway said that it does not know them any
    /// more: it is honest about a client that was away for longer than it remembers.
    /// </summary>
    public static string? WhatIsWrongWithAccount(HandFeed feed, WireStream held)
    {
        if (held.Version is not { } version || held.AccountBegan is not { } began || held.IsAccountUnknown)
        {
            return null;
        }

        var fed = feed.CountBetween(held.Channel, held.Symbol, began, version);
        return held.Account == fed ? null : $"{Name(held)}: the account from {began} to {version} is {held.Account}, {fed} were fed";
    }

    public static SortedDictionary<long, long> Group(IEnumerable<PriceLevel> levels, long step, bool isBid)
    {
        var sums = new SortedDictionary<long, long>(isBid
            ? Comparer<long>.Create((left, right) => right.CompareTo(left))
            : Comparer<long>.Default);
        foreach (var level in levels)
        {
            var price = (isBid ? Math.Floor((decimal)level.Price / step) : Math.Ceiling((decimal)level.Price / step)) * step;
            sums[(long)price] = sums.GetValueOrDefault((long)price) + level.Size;
        }

        return sums;
    }

    private static string? WhatIsWrongWithBook(Market market, WireStream held)
    {
        var symbol = market.Find(held.Symbol)!;
        var image = ChannelSnapshots.OfBook(symbol, 0);
        if (image.Version != held.Version)
        {
            return $"{Name(held)} stands at {held.Version}, the gateway at {image.Version}";
        }

        var step = Math.Max(1, (long)held.Entry["grouping"]!) * ((long)held.Entry["grouping"]! > 1 ? symbol.Definition!.TickSize : 1);
        return Compare(held, held.Bids, Top(Group(image.Bids, step, isBid: true), held.Depth))
            ?? Compare(held, held.Asks, Top(Group(image.Asks, step, isBid: false), held.Depth));
    }

    private static string? WhatIsWrongWithQuote(Market market, WireStream held)
    {
        var symbol = market.Find(held.Symbol)!;
        var image = ChannelSnapshots.OfQuote(symbol);
        var move = (long)held.Entry["minPriceMove"]! * symbol.Definition!.TickSize;
        if (image.Version != held.Version && (move == 0 || HasMoved(image.Fields, held, move)))
        {
            return $"{Name(held)} stands at {held.Version}, the gateway at {image.Version}";
        }

        for (var bit = 0; bit < image.Fields.Count; bit++)
        {
            var isWanted = ((int)held.Entry["fields"]! & (1 << bit)) != 0;
            if (isWanted && image.Version == held.Version && image.Fields[bit] != held.Fields[bit])
            {
                return $"{Name(held)}: {(QuoteFields)(1 << bit)} is {held.Fields[bit]}, the gateway has {image.Fields[bit]}";
            }
        }

        return null;
    }

    private static bool HasMoved(IReadOnlyList<long?> now, WireStream held, long move) => new[] { 0, 2, 4 }.Any(bit =>
        ((int)held.Entry["fields"]! & (1 << bit)) != 0 &&
        (now[bit] is null || held.Fields[bit] is null
            ? now[bit] != held.Fields[bit]
            : Math.Abs(now[bit]!.Value - held.Fields[bit]!.Value) >= move));

    private static string? WhatIsWrongWithTrades(Market market, WireStream held)
    {
        var image = ChannelSnapshots.OfTrades(market.Find(held.Symbol)!, 100_000);
        if ((image.Version ?? -1) != held.Version)
        {
            return $"{Name(held)} stands at {held.Version}, the gateway at {image.Version}";
        }

        var sizeMin = (long)held.Entry["minTradeSize"]!;
        var began = Math.Max(held.AccountBegan ?? long.MaxValue, held.ShapedAt);
        var rolledUpTo = held.RollUps.Count == 0 ? -1 : held.RollUps.Max(rollUp => (long)rollUp[3]!);
        var forgottenTo = image.Trades.Count == 0 ? -1 : image.Trades[0].Version - 1;
        var from = Math.Max(Math.Max(began, rolledUpTo), forgottenTo);
        var got = Standing(held).Where(trade => trade.Version > from && trade.Size >= sizeMin).ToList();

        // One that was corrected to be large enough was too small to be told before.
        var corrected = held.Amendments.Select(amendment => (long)amendment[6]!).ToHashSet();
        var expected = image.Trades
            .Where(trade => trade.Version > from && trade.Size >= sizeMin)
            .Select(trade => (trade.Version, trade.Price, trade.Size, trade.TradeId))
            .Where(trade => sizeMin == 0 || !corrected.Contains(trade.TradeId) || got.Contains(trade))
            .ToList();
        return expected.SequenceEqual(got) ? null : $"{Name(held)}: trades are [{string.Join(", ", got)}], not [{string.Join(", ", expected)}]";
    }

    /// <summary>The trades that a client got as they stand; here no number is used twice.</summary>
    private static IEnumerable<(long Version, long Price, long Size, long TradeId)> Standing(WireStream held)
    {
        var amendments = held.Amendments.ToLookup(amendment => (long)amendment[6]!);
        foreach (var trade in held.Trades)
        {
            var (version, price, size) = ((long)trade[0]!, (long)trade[2]!, (long)trade[3]!);
            var later = amendments[(long?)trade[5] ?? Trade.NoTradeId]
                .Where(amendment => (long)amendment[3]! > version).ToList();
            if (later.Exists(amendment => (int)amendment[0]! == 7))
            {
                continue;
            }

            if (later.LastOrDefault() is { } correction)
            {
                (price, size) = ((long)correction[7]!, (long)correction[8]!);
            }

            yield return (version, price, size, (long?)trade[5] ?? Trade.NoTradeId);
        }
    }

    private static IEnumerable<KeyValuePair<long, long>> Top(SortedDictionary<long, long> side, int depth) =>
        depth == 0 ? side : side.Take(depth);

    private static string? Compare(
        WireStream held, IEnumerable<KeyValuePair<long, long>> side, IEnumerable<KeyValuePair<long, long>> truth) =>
        side.SequenceEqual(truth) ? null : $"{Name(held)} holds [{string.Join(" ", side)}], not [{string.Join(" ", truth)}]";

    private static string Name(WireStream held) => $"{held.Symbol} ({held.Channel} {held.Number})";
}
