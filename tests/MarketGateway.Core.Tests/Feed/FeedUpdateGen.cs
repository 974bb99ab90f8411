using CsCheck;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Instruments;

namespace MarketGateway.Core.Tests.Feed;

/// <summary>Random valid updates of every kind, edge values more often than chance would have them.</summary>
internal static class FeedUpdateGen
{
    private const long Max = FeedLimits.IntegerMax;

    private static readonly Gen<long> Natural = Gen.OneOf(
        Gen.Long[0, 300], Gen.Long[0, Max], Gen.OneOf(0, 127, 128, 255, 256, 65_535, 65_536, Max));

    private static readonly Gen<long> Number = Gen.Select(
        Natural, Gen.Bool, (value, isNegative) => isNegative ? -value : value);

    private static readonly Gen<int> Scale = Gen.Int[0, FeedLimits.ScaleMax];

    private static readonly Gen<PriceLevel[]> Levels = Gen.Select(
        Number, Natural, (price, size) => new PriceLevel(price, size)).Array[0, 40];

    public static Gen<FeedUpdate> Any { get; } = Gen.OneOf(
        Book(), Quote(), Trade(), Amendment(), Instrument(), Phase(), Alias());

    public static Gen<FeedUpdate> Book() =>
        Gen.Select(Head(FeedUpdateKind.BookSnapshot, FeedUpdateKind.BookDelta), Levels, Levels, (update, bids, asks) =>
        {
            Array.ForEach(bids, update.AddBid);
            Array.ForEach(asks, update.AddAsk);
            return update;
        });

    public static FeedTopic TopicOf(FeedUpdate update) => update.Kind switch
    {
        FeedUpdateKind.Instrument or FeedUpdateKind.Alias => FeedTopic.Instruments,
        FeedUpdateKind.Quote or FeedUpdateKind.Trade => FeedTopic.Ticks,
        FeedUpdateKind.TradeCancel or FeedUpdateKind.TradeCorrection or FeedUpdateKind.Phase => FeedTopic.Ticks,
        _ => FeedTopic.Books,
    };

    private static Gen<FeedUpdate> Quote() =>
        Gen.Select(Statistics(Head(FeedUpdateKind.Quote)), Pair(), Pair(), Maybe(Number), (update, bid, ask, close) =>
        {
            (update.BidPrice, update.BidSize) = (bid?.Price, bid?.Size);
            (update.AskPrice, update.AskSize) = (ask?.Price, ask?.Size);
            update.PreviousClose = close;
            return update;
        });

    private static Gen<FeedUpdate> Trade() => Gen.Select(
        Statistics(Head(FeedUpdateKind.Trade)),
        Number,
        Natural,
        Gen.Enum<Aggressor>(),
        Maybe(Natural),
        (update, price, size, aggressor, id) =>
        {
            update.Price = price;
            update.Size = Math.Max(1, size);
            update.Aggressor = aggressor;
            update.TradeId = id;
            return update;
        });

    private static Gen<FeedUpdate> Amendment() => Gen.Select(
        Statistics(Head(FeedUpdateKind.TradeCancel, FeedUpdateKind.TradeCorrection)),
        Gen.Select(Natural, Number, Natural, Gen.Enum<Aggressor>()),
        Pair(),
        Gen.Select(Gen.Bool, Gen.Enum<Aggressor>(), Maybe(Natural)),
        (update, values, last, restated) =>
        {
            update.TradeId = values.Item1;
            if (update.Kind == FeedUpdateKind.TradeCorrection)
            {
                (update.Price, update.Size) = (values.Item2, Math.Max(1, values.Item3));
                update.Aggressor = values.Item4;
            }

            (update.LastPrice, update.LastSize) = (last?.Price, last?.Size);
            update.LastAggressor = restated.Item1 ? restated.Item2 : null;
            update.LastTradeAt = restated.Item3;
            return update;
        });

    private static Gen<FeedUpdate> Instrument() => Gen.Select(
        Text(FeedLimits.VenueBytesMax),
        Text(FeedLimits.CurrencyBytesMax),
        Text(FeedLimits.DescriptionBytesMax),
        Scale,
        Scale,
        Natural,
        (venue, currency, description, priceScale, sizeScale, tickSize) =>
        {
            var update = new FeedUpdate();
            update.Reset(FeedUpdateKind.Instrument);
            (update.PriceScale, update.SizeScale) = (priceScale, sizeScale);
            update.Definition = new InstrumentDefinition(
                venue, venue, currency, priceScale, sizeScale, Math.Max(1, tickSize), description);
            return update;
        });

    private static Gen<FeedUpdate> Phase() => Gen.Select(Natural, Gen.Enum<MarketPhase>(), (at, phase) =>
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Phase);
        (update.OccurredAt, update.Phase) = (at, phase);
        return update;
    });

    private static Gen<FeedUpdate> Alias() => Gen.OneOf("ESH6", "ES 03-24", "\u65e5\u7d4c225").Select(symbol =>
    {
        var update = new FeedUpdate();
        update.Reset(FeedUpdateKind.Alias);
        update.AliasOf = symbol;
        return update;
    });

    private static Gen<FeedUpdate> Head(params FeedUpdateKind[] kinds) =>
        Gen.Select(Gen.OneOf(kinds), Natural, Natural, Scale, Scale, (kind, sequence, at, priceScale, sizeScale) =>
        {
            var update = new FeedUpdate();
            update.Reset(kind);
            (update.Sequence, update.OccurredAt) = (sequence, at);
            (update.PriceScale, update.SizeScale) = (priceScale, sizeScale);
            return update;
        });

    private static Gen<FeedUpdate> Statistics(Gen<FeedUpdate> head) =>
        Gen.Select(head, Maybe(Number), Maybe(Number), Maybe(Number), Maybe(Natural), (update, open, high, low, sum) =>
        {
            (update.Open, update.High, update.Low, update.Volume) = (open, high, low, sum);
            return update;
        });

    private static Gen<PriceLevel?> Pair() => Gen.Select(
        Gen.Bool, Number, Natural, (isGiven, price, size) => isGiven ? new PriceLevel(price, size) : (PriceLevel?)null);

    private static Gen<long?> Maybe(Gen<long> values) =>
        Gen.Select(Gen.Bool, values, (isGiven, value) => isGiven ? value : (long?)null);

    /// <summary>Texts of one to three bytes a character, with what JSON must escape among them.</summary>
    private static Gen<string> Text(int bytesMax) => Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 0, bytesMax],
        Gen.String[Gen.OneOf('a', '"', '\\', '\n', 'é', '€', '字'), 0, bytesMax / 3]);
}
