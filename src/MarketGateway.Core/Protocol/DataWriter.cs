using MarketGateway.Core.Books;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Writes data messages. The bytes depend on the stream and the two versions only, never on the session, so that one
/// encoding serves every session at the same cursor.
/// </summary>
public static class DataWriter
{
    private const int BookElements = 9;
    private const int QuoteElements = 9;
    private const int TradesElements = 7;
    private const int RollUpElements = 14;
    private const int TradeElements = 6;
    private const int CancelElements = 7;
    private const int CorrectionElements = 10;
    private const int AmendedElements = 3;

    // schemas/wire/book: [kind, stream, from, to, merged, oldest, bids, asks, checksum]
    public static void WriteBookHead(ref WireWriter writer, DataKind kind, in DataHead head) =>
        WriteHead(ref writer, BookElements, kind, head);

    /// <summary>Writes the rest of a book message: everything after <c>merged</c>.</summary>
    public static void WriteBookRest(
        ref WireWriter writer, long? oldest, ReadOnlySpan<PriceLevel> bids, ReadOnlySpan<PriceLevel> asks, uint checksum)
    {
        writer.Write(oldest);
        WriteLevels(ref writer, bids);
        WriteLevels(ref writer, asks);
        writer.Write(checksum);
        writer.End();
    }

    /// <summary>Writes the same, each level with a third number: how many orders stand there; 0: not known.</summary>
    public static void WriteBookRest(
        ref WireWriter writer,
        long? oldest,
        ReadOnlySpan<PriceLevel> bids,
        ReadOnlySpan<PriceLevel> asks,
        ReadOnlySpan<long> bidOrders,
        ReadOnlySpan<long> askOrders,
        uint checksum)
    {
        writer.Write(oldest);
        WriteLevels(ref writer, bids, bidOrders);
        WriteLevels(ref writer, asks, askOrders);
        writer.Write(checksum);
        writer.End();
    }

    // schemas/wire/quote: [kind, stream, from, to, merged, oldest, fields, values, checksum]
    public static void WriteQuote(
        ref WireWriter writer, DataKind kind, in DataHead head, long oldest, QuoteFields fields, Quote quote, uint checksum)
    {
        WriteHead(ref writer, QuoteElements, kind, head);
        writer.Write(oldest);
        writer.Write((long)fields);
        writer.WriteArrayHeader(System.Numerics.BitOperations.PopCount((uint)fields));
        for (var bits = (int)fields; bits != 0; bits &= bits - 1)
        {
            var value = quote[(QuoteFields)(bits & -bits)];
            writer.Write(value == Quote.NoValue ? null : value);
        }

        writer.Write(checksum);
        writer.End();
    }

    // schemas/wire/trades: [kind, stream, from, to, merged, oldest, trades]
    public static void WriteTradesHead(ref WireWriter writer, in DataHead head, long oldest, int count)
    {
        WriteHead(ref writer, TradesElements, DataKind.Trades, head);
        writer.Write(oldest);
        writer.WriteArrayHeader(count);
    }

    /// <summary>Writes one of the trades that a trades message announced.</summary>
    public static void WriteTrade(ref WireWriter writer, in Trade trade)
    {
        writer.WriteArrayHeader(TradeElements);
        writer.Write(trade.Version);
        writer.Write(trade.OccurredAt);
        writer.Write(trade.Price);
        writer.Write(trade.Size);
        writer.Write((long)trade.Aggressor);
        writer.Write(trade.TradeId == Trade.NoTradeId ? null : trade.TradeId);
    }

    // schemas/wire/trade-cancel: [kind, stream, from, to, merged, oldest, tradeId]
    // schemas/wire/trade-correction: [kind, stream, from, to, merged, oldest, tradeId, price, size, aggressor]
    public static void WriteAmendment(ref WireWriter writer, in DataHead head, in Trade entry)
    {
        var isCancel = entry.Kind == TradeKind.Cancel;
        WriteHead(
            ref writer,
            isCancel ? CancelElements : CorrectionElements,
            isCancel ? DataKind.TradeCancel : DataKind.TradeCorrection,
            head);
        writer.Write(entry.OccurredAt);
        WriteAmendmentRest(ref writer, entry);
        writer.End();
    }

    private static void WriteAmendmentRest(ref WireWriter writer, in Trade entry)
    {
        writer.Write(entry.TradeId);
        if (entry.Kind != TradeKind.Cancel)
        {
            writer.Write(entry.Price);
            writer.Write(entry.Size);
            writer.Write((long)entry.Aggressor);
        }
    }

    // schemas/wire/roll-up, amended: [[version, occurredAt, tradeId], [version, .., tradeId, price, size, aggressor]]
    private static void WriteAmended(ref WireWriter writer, IReadOnlyList<Trade>? amendments)
    {
        if (amendments is null)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteArrayHeader(amendments.Count);
        for (var place = 0; place < amendments.Count; place++)
        {
            var entry = amendments[place];
            writer.WriteArrayHeader(entry.Kind == TradeKind.Cancel ? AmendedElements : AmendedElements + 3);
            writer.Write(entry.Version);
            writer.Write(entry.OccurredAt);
            WriteAmendmentRest(ref writer, entry);
        }
    }

    // schemas/wire/roll-up:
    // [kind, stream, from, to, merged, oldest, volume, vwap, high, low, firstVersion, cancels, corrections, amended]
    public static void WriteRollUp(ref WireWriter writer, in DataHead head, in TradeRollUp rollUp)
    {
        WriteHead(ref writer, RollUpElements, DataKind.TradeRollUp, head);
        writer.Write(rollUp.OccurredAt);
        writer.Write(rollUp.Volume);
        writer.Write(rollUp.Vwap);
        writer.Write(rollUp.High);
        writer.Write(rollUp.Low);
        writer.Write(rollUp.FirstVersion);
        writer.Write(rollUp.Cancels);
        writer.Write(rollUp.Corrections);
        WriteAmended(ref writer, rollUp.Amendments);
        writer.End();
    }

    /// <summary>Writes the roll-up of trades that nobody remembers: it says from where to where they are missing.</summary>
    public static void WriteUnknownRollUp(ref WireWriter writer, in DataHead head, long oldest)
    {
        WriteHead(ref writer, RollUpElements, DataKind.TradeRollUp, head);
        writer.Write(oldest);
        for (var element = 0; element < 8; element++)
        {
            writer.WriteNil();
        }

        writer.End();
    }

    private static void WriteHead(ref WireWriter writer, int elements, DataKind kind, in DataHead head)
    {
        writer.WriteArrayHeader(elements);
        writer.Write((long)kind);
        writer.Write(head.Stream);
        writer.Write(head.From);
        writer.Write(head.To);
        writer.Write(head.Merged);
    }

    private static void WriteLevels(
        ref WireWriter writer, ReadOnlySpan<PriceLevel> levels, ReadOnlySpan<long> orders)
    {
        writer.WriteArrayHeader(levels.Length * 3);
        for (var at = 0; at < levels.Length; at++)
        {
            writer.Write(levels[at].Price);
            writer.Write(levels[at].Size);
            writer.Write(orders[at]);
        }
    }

    private static void WriteLevels(ref WireWriter writer, ReadOnlySpan<PriceLevel> levels)
    {
        writer.WriteArrayHeader(levels.Length * 2);
        foreach (var level in levels)
        {
            writer.Write(level.Price);
            writer.Write(level.Size);
        }
    }
}
