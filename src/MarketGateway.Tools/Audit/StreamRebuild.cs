using System.Numerics;
using MarketGateway.Core.Books;
using MarketGateway.Core.Conflation;
using MarketGateway.Core.Protocol;
using MessagePack;

namespace MarketGateway.Tools.Audit;

/// <summary>Shows a stream of a market that stands where its client stood, by the code that showed it to the client.</summary>
internal static class StreamRebuild
{
    public static RebuiltStream Make(HeldStream held, MarketSymbol? symbol, int tradesMax)
    {
        if (symbol is null)
        {
            // Trades stand at a version before the first of them.
            return held.Channel == Channel.Trade ? new RebuiltStream(held)
                : new RebuiltStream(held) { Problem = "the log has no record of the symbol up to there" };
        }

        return held.Channel == Channel.Trade ? MakeTrades(held, symbol, tradesMax) : MakeState(held, symbol);
    }

    private static RebuiltStream MakeTrades(HeldStream held, MarketSymbol symbol, int tradesMax)
    {
        var least = held.Number64("minTradeSize");
        var trades = ChannelSnapshots.OfTrades(symbol, tradesMax);
        return trades.Version == held.Version || held.Version < 0 || trades.Version is null
            ? new RebuiltStream(held) { Trades = [.. trades.Trades.Where(trade => trade.Size >= least)] }
            : Gone(held, trades.Version);
    }

    private static RebuiltStream MakeState(HeldStream held, MarketSymbol symbol)
    {
        var cursor = new StreamCursor();
        var stream = symbol.Acquire(KeyOf(held), new StreamNumbers(), cursor);
        (cursor.SentStatus, cursor.SentGeneration) = (stream.Status, stream.Generation);
        var output = new FlushBuffer();
        if (stream.Write(cursor, WireFormat.MessagePack, output) != StreamWrite.Written)
        {
            return new RebuiltStream(held) { Problem = "the log has no snapshot of the book before it" };
        }

        var reader = new MessagePackReader(output.WrittenMemory);
        reader.ReadArrayHeader();
        reader.Skip();
        reader.Skip();
        reader.Skip();
        var version = reader.ReadInt64();
        if (version != held.Version)
        {
            return Gone(held, version);
        }

        reader.Skip();
        reader.Skip();
        return held.Channel == Channel.Book
            ? new RebuiltStream(held)
            {
                Bids = ReadLevels(ref reader, held),
                Asks = ReadLevels(ref reader, held),
                Checksum = reader.ReadUInt32(),
            }
            : new RebuiltStream(held) { Fields = ReadFields(ref reader), Checksum = reader.ReadUInt32() };
    }

    private static RebuiltStream Gone(HeldStream held, long? version) => new(held)
    {
        Problem = $"the log leads to version {version?.ToString() ?? "none"}: the record at {held.Version} is not there any more",
    };

    private static StreamKey KeyOf(HeldStream held) => new(held.Channel, (int)held.Number64("depth"))
    {
        GroupStep = held.Number64("grouping") is > 1 and var steps ? steps * held.Number64("tickSize") : 0,
        StepScale = held.Number64("grouping") > 1 ? held.PriceScale : 0,
        HasOrders = held.HasOrders,
        Fields = held.Channel == Channel.Quote ? (QuoteFields)held.Number64("fields") : QuoteFields.None,
    };

    private static PriceLevel[] ReadLevels(ref MessagePackReader reader, HeldStream held)
    {
        var levels = new PriceLevel[reader.ReadArrayHeader() / (held.HasOrders ? 3 : 2)];
        for (var at = 0; at < levels.Length; at++)
        {
            levels[at] = new PriceLevel(reader.ReadInt64(), reader.ReadInt64());
            if (held.HasOrders)
            {
                reader.Skip();
            }
        }

        return levels;
    }

    private static List<(string Name, long? Value)> ReadFields(ref MessagePackReader reader)
    {
        var fields = new List<(string, long?)>();
        var bits = reader.ReadUInt32();
        reader.ReadArrayHeader();
        for (; bits != 0; bits &= bits - 1)
        {
            fields.Add((QuoteFieldNames.All[BitOperations.TrailingZeroCount(bits)], reader.TryReadNil() ? null : reader.ReadInt64()));
        }

        return fields;
    }
}
