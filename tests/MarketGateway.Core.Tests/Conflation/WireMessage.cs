using MarketGateway.Core.Books;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Tests.Conflation;

/// <summary>A data message as a client reads it.</summary>
internal sealed record WireMessage(IReadOnlyList<object?> Elements)
{
    public DataKind Kind => (DataKind)(long)Elements[0]!;

    public long Stream => (long)Elements[1]!;

    public long? From => (long?)Elements[2];

    public long To => (long)Elements[3]!;

    public long? Merged => (long?)Elements[4];

    public long? Oldest => (long?)Elements[5];

    /// <summary>Gets when the newest update occurred, of a message that is stamped.</summary>
    public long? Newest => (long?)Elements[^1];

    /// <summary>Gets a value indicating whether it has one element more than its kind lists.</summary>
    public bool IsStamped => Elements.Count == 1 + (Kind switch
    {
        DataKind.Trades or DataKind.TradeCancel => 7,
        DataKind.TradeCorrection => 10,
        DataKind.TradeRollUp => 14,
        _ => 9,
    });

    public PriceLevel[] Bids => LevelsOf(6);

    public PriceLevel[] Asks => LevelsOf(7);

    public long Checksum => (long)Elements[8]!;

    public QuoteFields Fields => (QuoteFields)(long)Elements[6]!;

    public IReadOnlyList<long?> Values => [.. ((List<object?>)Elements[7]!).Select(value => (long?)value)];

    public IReadOnlyList<Trade> Trades => [.. ((List<object?>)Elements[6]!).Select(TradeOf)];

    public long? Volume => (long?)Elements[6];

    public long? Vwap => (long?)Elements[7];

    public long? High => (long?)Elements[8];

    public long? Low => (long?)Elements[9];

    public long? FirstVersion => (long?)Elements[10];

    public long? Cancels => (long?)Elements[11];

    public long? Corrections => (long?)Elements[12];

    /// <summary>Gets the cancels and corrections of a roll-up; null when they are too many.</summary>
    public IReadOnlyList<Trade>? Amended => ((List<object?>?)Elements[13])?.ConvertAll(value =>
    {
        var entry = (List<object?>)value!;
        var head = new Trade((long)entry[0]!, (long)entry[1]!, 0, 0, Aggressor.Unknown, (long)entry[2]!);
        return entry.Count == 3 ? head with { Kind = TradeKind.Cancel } : head with
        {
            Price = (long)entry[3]!,
            Size = (long)entry[4]!,
            Aggressor = (Aggressor)(long)entry[5]!,
            Kind = TradeKind.Correction,
        };
    });

    /// <summary>Gets what a cancel or correction says, as an entry of the log.</summary>
    public Trade Amendment => Kind == DataKind.TradeCancel
        ? new(To, Oldest!.Value, 0, 0, Aggressor.Unknown, (long)Elements[6]!) { Kind = TradeKind.Cancel }
        : new(To, Oldest!.Value, (long)Elements[7]!, (long)Elements[8]!, (Aggressor)(long)Elements[9]!, (long)Elements[6]!)
        {
            Kind = TradeKind.Correction,
        };

    public static WireMessage Of(object? value) => new((List<object?>)value!);

    private static Trade TradeOf(object? value)
    {
        var trade = (List<object?>)value!;
        return new Trade(
            (long)trade[0]!,
            (long)trade[1]!,
            (long)trade[2]!,
            (long)trade[3]!,
            (Aggressor)(long)trade[4]!,
            (long?)trade[5] ?? Trade.NoTradeId);
    }

    /// <summary>Gets how many orders stand at each of the bids, and at each of the asks.</summary>
    public long[] BidOrders => OrdersOf(6);

    public long[] AskOrders => OrdersOf(7);

    private bool HasOrders => Kind is DataKind.CountedBookSnapshot or DataKind.CountedBookDelta;

    private PriceLevel[] LevelsOf(int element) =>
        [.. Numbers(element).Select(level => new PriceLevel(level[0], level[1]))];

    private long[] OrdersOf(int element) => [.. Numbers(element).Select(level => level[2])];

    private IEnumerable<long[]> Numbers(int element) =>
        ((List<object?>)Elements[element]!).Select(value => (long)value!).Chunk(HasOrders ? 3 : 2);
}
